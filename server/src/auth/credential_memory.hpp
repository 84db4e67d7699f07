// CredentialMemory: credentials that were proven a short while ago, by an HMAC of what was sent, so
// that a hash of a password is computed once and not for every request.
//
// Thread-safety: for one thread at a time. Memory: at most `entries_max`; the one that was not used
// for longest goes.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "auth/ledger.hpp"

namespace cairn::auth {

class CredentialMemory {
 public:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    PrincipalRef who;
    Clock::time_point until;
  };

  explicit CredentialMemory(std::size_t entries_max) : entries_max_(entries_max) {}

  // Null when it is not there, or not good any more at `now`. Valid until the next call.
  [[nodiscard]] const Entry* find(std::string_view mac, Clock::time_point now);
  void add(std::string mac, Entry entry);
  void clear();
  [[nodiscard]] std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    std::string mac;
    Entry entry;
  };
  const std::size_t entries_max_;
  std::list<Kept> kept_;  // the most recently used first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> index_;
};

}  // namespace cairn::auth

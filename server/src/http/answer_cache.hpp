// AnswerCache: the finished answers that one network thread keeps, so that a known one is given
// without a lock, a copy of its body or another thread.
//
// Thread-safety: for one thread. What it hands out is shared and never changes.
// Cost: find() is one hash lookup; a new generation drops everything at once. A large body that is
// asked for often is kept once more, as sendfile() needs it; never one that holds secrets.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/secret.hpp"
#include "http/sealed_body.hpp"
#include "service/answer.hpp"

namespace cairn::http {

// An answer with its heads ready.
struct KnownAnswer {
  std::shared_ptr<const service::Answer> answer;
  std::shared_ptr<const std::string> head;               // of 200
  std::shared_ptr<const std::string> not_modified_head;  // of 304
  std::optional<base::Secret> encoded;                   // the body in another encoding than UTF-8
  std::string etag;
  std::shared_ptr<const SealedBody> sealed;  // the body once more; null for none

  [[nodiscard]] std::string_view body() const {
    return encoded ? encoded->reveal() : answer->text();
  }
  [[nodiscard]] bool is_secret() const { return encoded || !answer->secret_body.empty(); }
};

class AnswerCache {
 public:
  AnswerCache(std::size_t bytes_max, std::size_t answers_max, std::size_t sealed_max = 0)
      : bytes_max_(bytes_max), answers_max_(answers_max), sealed_(sealed_max) {}

  // The answer of that key, made from this generation; null for none.
  [[nodiscard]] std::shared_ptr<const KnownAnswer> find(std::string_view key,
                                                        std::uint64_t generation);

  // Keeps an answer if it was made from `generation` and has earned it: its target was asked for
  // before within a minute, or a file of its own application contributed. So random names do not
  // push out what is asked for all the time. What was never asked for again goes first, then what
  // was not used for longest: so neither do random profiles of a known application.
  void offer(std::string_view key, std::shared_ptr<const KnownAnswer> answer,
             std::uint64_t generation, std::chrono::steady_clock::time_point now);

  [[nodiscard]] std::size_t size() const { return index_.size(); }
  [[nodiscard]] std::size_t bytes() const { return new_.bytes + proven_.bytes; }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const KnownAnswer> answer;
    std::size_t bytes = 0;
    bool proven = false;     // it was asked for again
    unsigned char uses = 0;  // as far as counting goes
  };
  struct Part {
    std::list<Entry> entries;  // the most recently used first
    std::size_t bytes = 0;
  };
  using Position = std::list<Entry>::iterator;

  void enter(std::uint64_t generation);
  [[nodiscard]] bool has_earned_it(std::string_view key, const service::Answer& answer,
                                   std::chrono::steady_clock::time_point now);
  void prove(Position position);
  void seal_if_hot(Entry& entry);
  void drop_last();

  const std::size_t bytes_max_;
  const std::size_t answers_max_;
  std::uint64_t generation_ = 0;
  Part new_;     // never asked for again
  Part proven_;  // at most four fifths of all
  SealedBodies sealed_;
  std::unordered_map<std::string_view, Position> index_;  // its keys are views of the entries' keys

  // Who was asked for lately: a table in which a later key may take an earlier one's place.
  struct Sighting {
    std::size_t hash = 0;
    std::chrono::steady_clock::time_point when;
  };
  std::array<Sighting, 4096> sightings_{};
};

}  // namespace cairn::http

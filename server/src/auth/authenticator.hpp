// Authenticator: who can log in, for all threads: the present ledger, which follows its files, and
// the threads that compute hashes of passwords.
//
// Network threads ask through an Entrance of their own each.
//
// Thread-safety: all functions may be called from any thread, but for start_following() and the
// destructor. Shared state: the ledger (Published), failures by address, what was proven lately and
// the hashes that wait, each behind its mutex.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "auth/credential_memory.hpp"
#include "auth/credentials.hpp"
#include "auth/failures.hpp"
#include "auth/ledger.hpp"
#include "auth/mac.hpp"
#include "auth/options.hpp"
#include "auth/outcome.hpp"
#include "base/log.hpp"
#include "base/published.hpp"
#include "base/thread_pool.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

class FileFollower;
class RemoteKeys;

class Authenticator {
 public:
  using Callback = std::function<void(Outcome)>;

  // The files of the options are not read yet: nobody in them can log in before reload().
  explicit Authenticator(Options options);
  ~Authenticator();
  Authenticator(const Authenticator&) = delete;
  Authenticator& operator=(const Authenticator&) = delete;

  [[nodiscard]] bool enabled() const { return options_.enabled; }
  [[nodiscard]] const Options& options() const { return options_; }

  // Reads the files anew; what they say counts from then on. Where they say what they said, nothing
  // changes, not even the generation. Errors: those of Ledger::read, and
  // the ledger stays as it was.
  [[nodiscard]] Result<void> reload();
  // Looks at the files, and at the issuer's keys, at an interval from now on, and takes over what
  // can be used; what cannot is told in the log.
  void start_following();
  // Other rules count from now on.
  void replace_rules(std::vector<AccessRule> rules);
  // Of other settings these count from now on: the rules, the user of spring.security and the
  // certificates, where there was a login by the same means at the start, and the limits of
  // failures. Errors: those of Ledger::read; then all stays as it was.
  [[nodiscard]] Result<void> replace(const Options& options);

  // Changes with every change of credentials or rules.
  [[nodiscard]] std::uint64_t generation() const { return generation_.load(); }
  [[nodiscard]] std::shared_ptr<const Ledger> ledger() const { return ledger_.current(); }
  // Whether what held for somebody in that generation may hold no more: Ledger::renewed() tells.
  [[nodiscard]] bool may_differ(const Principal& who, std::uint64_t generation) const;

  // Who that is, as far as that is cheap: `slow` where a hash is needed. A failure is counted.
  // Const, as the next ones, because what changes by it is memory of what was asked.
  [[nodiscard]] Outcome try_now(const Ledger& ledger, const Peer& peer,
                                const Credentials& credentials) const;
  // Computes the hash and calls back from another thread; the same credentials are computed once
  // for all who wait. Called back at once with `too_many` when too many hashes wait.
  void try_later(const Peer& peer, std::string_view authorization, const Callback& callback) const;

  // For all threads: who was proven by what this is the MAC of, in this generation.
  void remember(const std::string& mac, const PrincipalRef& who, std::uint64_t generation) const;
  // Of what another thread proved; null for none.
  [[nodiscard]] PrincipalRef recall(const std::string& mac, std::uint64_t generation) const;

  [[nodiscard]] const MacKey& mac_key() const { return mac_key_; }
  [[nodiscard]] const Failures& failures() const { return failures_; }

 private:
  struct Waiting {
    std::string address;
    Callback callback;
  };
  struct Hashing;

  [[nodiscard]] Outcome failed(const std::string& address, std::string_view user, bool known,
                               bool bad_token) const;
  [[nodiscard]] PrincipalRef compute(const Ledger& ledger, const Credentials& credentials) const;
  void finish(const std::string& mac, const Ledger& ledger, const Credentials& credentials) const;
  void publish(std::shared_ptr<const Ledger> ledger);
  void replace_keys(SigningKeys keys);

  const Options options_;  // as they were at the start
  Options present_;        // Guarded by writing_: what a new ledger is made from.
  const MacKey mac_key_;
  std::mutex writing_;                       // one who makes a new ledger at a time
  std::optional<SigningKeys> fetched_keys_;  // Guarded by writing_.
  base::Published<Ledger> ledger_;
  std::atomic<std::uint64_t> generation_{1};
  mutable Failures failures_;

  mutable std::mutex proving_;
  mutable CredentialMemory proven_;      // Guarded by proving_.
  mutable std::uint64_t proven_in_ = 0;  // Guarded by proving_: the generation of `proven_`.
  mutable std::unordered_map<std::string, std::vector<Waiting>> waiting_;  // Guarded by proving_.

  const base::Log log_{"auth"};
  std::unique_ptr<FileFollower> follower_;
  std::unique_ptr<RemoteKeys> remote_keys_;
  mutable base::ThreadPool pool_;  // last: its threads end first
};

}  // namespace cairn::auth

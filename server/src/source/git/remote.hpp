// Remote: what is asked of a remote repository: which refs it has, and some of its objects.
//
// Thread-safety: one thread at a time.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "cairn/result.hpp"
#include "source/git/address.hpp"
#include "source/git/credentials.hpp"
#include "source/git/git_program.hpp"
#include "source/git/http_access.hpp"
#include "source/git/ssh_access.hpp"

namespace cairn::source::git {

class Remote {
 public:
  struct Options {
    std::string uri;
    CredentialSources credentials;  // read at each call; those of the URI count if there are none
    HttpAccess http;
    SshAccess ssh;
    // For the connection, and again for the answer or a stall; 0 waits for `fetch_deadline_first`.
    std::chrono::seconds timeout{5};
    // Of a fetch into an empty mirror, and what later deadlines grow to.
    std::chrono::milliseconds fetch_deadline_first{600'000};
    // Of any other fetch. Doubled after each one that was too slow, until one succeeds.
    std::chrono::milliseconds fetch_deadline{60'000};
  };

  // `askpass`: see add_ssh_access.
  Remote(Options options, const GitProgram& program, std::string askpass);

  // When the remote wants to be asked again, if it refused the last call and said so (429 or 503
  // with Retry-After over http): at most `retry_after_max` after that.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> not_before() const {
    return not_before_;
  }

  // The address without credentials.
  [[nodiscard]] const Address& address() const { return address_; }

  // The text of "git ls-remote" for branches and tags. Errors: unavailable, failed_precondition,
  // internal; none holds a secret.
  [[nodiscard]] Result<std::string> list(const std::string& repository,
                                         const std::stop_token& stop);

  // Fetches by these refspecs, one on a line, into the bare repository. `first` chooses the
  // deadline. Errors: as list.
  [[nodiscard]] Result<void> fetch(const std::string& repository, std::string refspecs, bool first,
                                   const std::stop_token& stop);

 private:
  [[nodiscard]] Result<Credentials> credentials() const;
  [[nodiscard]] Result<GitCall> call(const std::string& repository,
                                     const Credentials& credentials) const;
  [[nodiscard]] Result<std::string> run(GitCall call, const Credentials& credentials,
                                        const std::stop_token& stop);
  [[nodiscard]] Result<std::string> list_once(const std::string& repository,
                                              const std::stop_token& stop);
  [[nodiscard]] Result<void> fetch_once(const std::string& repository, std::string refspecs,
                                        std::chrono::milliseconds deadline,
                                        const std::stop_token& stop);

  const Options options_;
  const GitProgram& program_;
  const std::string askpass_;
  Address address_;
  std::chrono::milliseconds deadline_;  // of the next fetch that is not the first
  std::optional<std::chrono::steady_clock::time_point> not_before_;
};

}  // namespace cairn::source::git

// Remote: what is asked of a remote repository: which refs it has, and some of its objects.
//
// Thread-safety: one thread at a time.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "source/git/address.hpp"
#include "source/git/git_program.hpp"

namespace cairn::source::git {

class Remote {
 public:
  struct Options {
    std::string uri;
    std::string username;  // for http(s); "" takes what the URI says
    base::Secret password;
    // For the connection, and again for the answer or a stall; 0 waits for `fetch_deadline_first`.
    std::chrono::seconds timeout{5};
    // Of a fetch into an empty mirror, and what later deadlines grow to.
    std::chrono::milliseconds fetch_deadline_first{600'000};
    // Of any other fetch. Doubled after each one that was too slow, until one succeeds.
    std::chrono::milliseconds fetch_deadline{60'000};
    bool skip_ssl_validation = false;
    bool strict_host_key_checking = true;
  };

  Remote(Options options, const GitProgram& program);

  // The address without credentials.
  [[nodiscard]] const Address& address() const { return address_; }

  // The text of "git ls-remote" for branches and tags. Errors: unavailable, internal.
  [[nodiscard]] Result<std::string> list(const std::string& repository,
                                         const std::stop_token& stop);

  // Fetches by these refspecs, one on a line, into the bare repository. `first` chooses the
  // deadline. Errors: unavailable, internal.
  [[nodiscard]] Result<void> fetch(const std::string& repository, std::string refspecs, bool first,
                                   const std::stop_token& stop);

 private:
  [[nodiscard]] GitCall call(const std::string& repository) const;

  const Options options_;
  const GitProgram& program_;
  Address address_;
  std::chrono::milliseconds deadline_;  // of the next fetch that is not the first
};

}  // namespace cairn::source::git

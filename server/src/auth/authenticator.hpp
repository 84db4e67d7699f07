// Authenticator: may whoever sent this Authorization field read? HTTP Basic with one user, as
// Spring Security's defaults (spring.security.user.*).
//
// Thread-safety: immutable after construction; admits() may run on several threads at once.
// Cost: two digests of the credentials, whatever they are; no password hashing.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

struct Options {
  bool enabled = false;       // false: everybody is admitted
  std::string user = "user";  // spring.security.user.name
  // spring.security.user.password, in plain words or as "{noop}words". Other encodings are not
  // known.
  base::Secret password;
};

// Whether the options can be used at all, for the start of the server.
// Errors: invalid_argument for a user with a colon, an empty password, an encoding that is not
// known.
[[nodiscard]] Result<void> check(const Options& options);

class Authenticator {
 public:
  explicit Authenticator(const Options& options);

  [[nodiscard]] bool enabled() const { return enabled_; }

  // Takes the value of the Authorization field, "" for none. Always true while not enabled; a
  // password that was never set admits nobody. The time it takes tells nothing about the secret.
  [[nodiscard]] bool admits(std::string_view authorization) const;

 private:
  bool enabled_;
  base::Secret expected_;  // "user:password"; empty when nobody can be admitted
};

}  // namespace cairn::auth

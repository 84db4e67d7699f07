// Options of the auth room: who can log in, by what, and what it may cost.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "auth/access.hpp"
#include "auth/jwt.hpp"
#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

// A client certificate's name and who that is (cairn.auth.certificates).
struct CertificateRule {
  std::string name;  // "DNS:host", "URI:spiffe://x" or "EMAIL:a@b", compared as it is
  std::string principal;
  std::vector<std::string> roles;
};

struct Options {
  bool enabled = false;  // false: everybody is admitted and may do everything

  std::string user = "user";  // spring.security.user.name
  // spring.security.user.password, in plain words or as "{noop}words", "" for no such user. Other
  // encodings are not known.
  base::Secret password;
  std::vector<std::string> user_roles;  // spring.security.user.roles

  std::string users_file;   // cairn.auth.users-file; "" for none, as the next one
  std::string tokens_file;  // cairn.auth.tokens-file
  std::vector<CertificateRule> certificates;
  JwtOptions jwt;
  std::vector<AccessRule> access;  // cairn.access

  std::chrono::milliseconds reload_interval{1'000};  // between looks at the files
  std::size_t file_bytes_max = 4U * 1024 * 1024;     // of each of them

  // What was proven is remembered for so long, so that a password's hash is not computed for every
  // request: that many credentials, for all threads together and for each once more.
  std::chrono::milliseconds remembered_for{300'000};
  std::size_t remembered_max = 4'096;
  std::size_t hashing_threads =
      0;  // 0: one for each two processors, so that readers have the other
  std::size_t waiting_hashes_max = 64;  // more are refused with 429
  // An address may fail that often at once, and once more every `failure_interval`; then 429.
  std::size_t failures_max = 20;
  std::chrono::milliseconds failure_interval{3'000};
  std::size_t failing_addresses_max = 10'000;
};

// Whether the user and the certificates can be used, for the start of the server.
// Errors: invalid_argument for a user with a colon, an empty password ("{noop}" alone, or none
// where nobody else can log in), an encoding that is not known.
[[nodiscard]] Result<void> check(const Options& options);

}  // namespace cairn::auth

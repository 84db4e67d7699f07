// Credentials: what an Authorization field holds (RFC 7617, RFC 6750).
//
// Thread-safety: plain values and a pure function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::auth {

struct Credentials {
  enum class Kind {
    none,    // no field
    basic,   // with `user` and `secret`, the password
    bearer,  // with `secret`, the token
    other,   // a scheme that is not known, or a field that is none
  };
  // Longer than any user and password, and than tokens that fit into a head.
  static constexpr std::size_t bytes_max = 8192;

  Kind kind = Kind::none;
  std::string user;
  base::Secret secret;
};

// Takes the field's value, "" for none.
[[nodiscard]] Credentials parse_credentials(std::string_view authorization);

}  // namespace cairn::auth

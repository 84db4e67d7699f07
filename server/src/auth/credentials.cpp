// See credentials.hpp.
#include "auth/credentials.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/hidden_memory.hpp"
#include "base/text.hpp"

namespace cairn::auth {
namespace {

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

}  // namespace

Credentials parse_credentials(std::string_view authorization) {
  Credentials made;
  if (authorization.empty()) {
    return made;
  }
  made.kind = Credentials::Kind::other;
  const std::size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos || authorization.size() > Credentials::bytes_max) {
    return made;
  }
  const std::string_view scheme = authorization.substr(0, blank);
  const std::string_view rest = base::trim(authorization.substr(blank));
  if (base::equals_ignoring_case(scheme, "bearer")) {
    if (!rest.empty() && std::all_of(rest.begin(), rest.end(), is_token_character)) {
      made.kind = Credentials::Kind::bearer;
      made.secret = base::Secret(rest);
    }
  } else if (base::equals_ignoring_case(scheme, "basic")) {
    auto decoded = base::decode_base64(rest);
    const std::size_t colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon != std::string::npos) {
      made.kind = Credentials::Kind::basic;
      made.user = decoded->substr(0, colon);
      made.secret = base::Secret(std::string_view(*decoded).substr(colon + 1));
    }
    if (decoded) {
      base::wipe(*decoded);
    }
  }
  return made;
}

}  // namespace cairn::auth

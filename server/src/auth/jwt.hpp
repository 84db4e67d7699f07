// Jwt: signed tokens of an issuer (RFC 7519) as proof of who is asking.
//
// The algorithm is the key's, RS256 or ES256; what a token says about it only has to agree. Issuer,
// audience and expiry are always checked.
//
// Thread-safety: immutable once made; verify() may run on several threads at once. Cost: one check
// of a signature, tens of microseconds.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/principal.hpp"
#include "auth/signing_keys.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

struct JwtOptions {
  std::string issuer;                  // cairn.auth.jwt.issuer; "" for no JWTs at all
  std::vector<std::string> audiences;  // cairn.auth.jwt.audiences: one of them must be named
  std::string keys_file;  // cairn.auth.jwt.jwks-file; counts until `keys_uri` answered, "" for none
  std::string keys_uri;   // cairn.auth.jwt.jwks-uri; "" for none
  std::string keys_certificate_file;                 // cairn.auth.jwt.jwks-trust-certificate
  std::chrono::milliseconds keys_interval{300'000};  // cairn.auth.jwt.refresh-interval
  std::string principal_claim = "sub";
  std::string roles_claim = "roles";  // a list of texts, or one text with blanks between
  std::chrono::seconds skew{60};      // by which clocks may differ
};

// Whether a bearer token has the form of a JWT: three parts with dots between.
[[nodiscard]] bool looks_like_jwt(std::string_view token);

// Who it is; nullopt for a token that is not signed by one of the keys, not from the issuer, not
// for an audience of ours, without expiry, over, not begun, or without a name.
[[nodiscard]] std::optional<Principal> verify_jwt(std::string_view token, const JwtOptions& options,
                                                  const SigningKeys& keys, Time now);

}  // namespace cairn::auth

// The headers of a request, credentials included, by the rules of Spring's client.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "fetch/exchange.hpp"
#include "fetch/uri.hpp"

namespace cairn::fetch {

// The headers that every request to this address carries: Accept, Accept-Charset, Authorization,
// X-Config-Token and the options' own.
//
// A password of the options beats the address's, and is percent-decoded if the address has
// user-info; so does a name unless it is "user". Without a password nothing is sent.
// Errors: invalid_argument for a header that cannot be sent (line ends in it) or is this library's
// own (Host, Connection, Prefer, If-None-Match and the like), and when more than one of password,
// bearer token and "authorization" is given.
[[nodiscard]] Result<std::vector<HttpHeader>> headers_for(const FetchOptions& options,
                                                          const std::optional<UserInfo>& user_info);

// Who asks, for telling one user's cached answers from another's: "basic:<name>", or a digest of
// the token; "" for nobody. Never shows a secret.
[[nodiscard]] std::string principal_of(const FetchOptions& options);

// Whether the text can be the value of a header: no control characters but tabs.
[[nodiscard]] bool is_field_value(std::string_view text);

// "Basic <base64>".
[[nodiscard]] base::Secret basic_credentials(std::string_view user, const base::Secret& password);

}  // namespace cairn::fetch

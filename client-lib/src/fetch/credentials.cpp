// Spring's rules for credentials, and the check of what goes into a header.
#include "fetch/credentials.hpp"

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace cairn::fetch {
namespace {

// What this library says itself in each request.
constexpr std::array<std::string_view, 8> own_headers{"host",
                                                      "connection",
                                                      "content-length",
                                                      "transfer-encoding",
                                                      "accept-encoding",
                                                      "prefer",
                                                      "if-none-match",
                                                      "te"};

constexpr std::string_view token_marks = "!#$%&'*+-.^_`|~";

bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           token_marks.find(c) != std::string_view::npos;
  });
}

struct Basic {
  std::string user;
  base::Secret password;
};

// The name and password to send; none without a password.
Result<std::optional<Basic>> basic_of(const FetchOptions& options,
                                      const std::optional<UserInfo>& user_info) {
  Basic basic{options.username, base::Secret(options.password)};
  if (!user_info) {
    return options.password.empty() ? std::nullopt : std::optional<Basic>(std::move(basic));
  }
  if (options.username.empty() || options.username == "user") {
    basic.user = user_info->user;
  }
  if (!options.password.empty()) {
    auto decoded = base::percent_decode(options.password);
    if (!decoded) {
      return fail(ErrorCode::invalid_argument,
                  "the password has a bad percent sign; it is percent-decoded because the address "
                  "has user-info too");
    }
    basic.password = base::Secret(*std::move(decoded));
  } else if (user_info->password && !user_info->password->empty()) {
    basic.password = *user_info->password;
  } else {
    return std::optional<Basic>();
  }
  return std::optional<Basic>(std::move(basic));
}

// The one Authorization header, or none.
Result<std::optional<base::Secret>> authorization_of(const FetchOptions& options,
                                                     const std::optional<UserInfo>& user_info) {
  auto basic = basic_of(options, user_info);
  if (!basic) {
    return fail(std::move(basic).error());
  }
  const auto own = std::count_if(
      options.headers.begin(), options.headers.end(),
      [](const auto& header) { return base::equals_ignoring_case(header.first, "authorization"); });
  if (own + (*basic ? 1 : 0) + (options.bearer_token.empty() ? 0 : 1) > 1) {
    return fail(ErrorCode::invalid_argument,
                "give only one of a password, a bearer token and an authorization header");
  }
  if (*basic) {
    return std::optional(basic_credentials((*basic)->user, (*basic)->password));
  }
  if (!options.bearer_token.empty()) {
    return std::optional(base::Secret("Bearer " + options.bearer_token));
  }
  return std::optional<base::Secret>();
}

Result<void> check(const std::vector<HttpHeader>& headers) {
  for (const HttpHeader& header : headers) {
    if (!is_header_name(header.name)) {
      return fail(ErrorCode::invalid_argument,
                  "'" + header.name + "' cannot be the name of a header");
    }
    if (!is_field_value(header.value.reveal())) {
      return fail(ErrorCode::invalid_argument,
                  "the value of the header '" + header.name + "' has control characters");
    }
  }
  return {};
}

}  // namespace

bool is_field_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

base::Secret basic_credentials(std::string_view user, const base::Secret& password) {
  return base::Secret(
      "Basic " + base::encode_base64(std::string(user) + ':' + std::string(password.reveal())));
}

Result<std::vector<HttpHeader>> headers_for(const FetchOptions& options,
                                            const std::optional<UserInfo>& user_info) {
  std::vector<HttpHeader> headers;
  headers.push_back({"Accept", base::Secret(options.media_type)});
  headers.push_back({"Accept-Charset", base::Secret(base::to_lower(options.charset))});
  auto authorization = authorization_of(options, user_info);
  if (!authorization) {
    return fail(std::move(authorization).error());
  }
  if (*authorization) {
    headers.push_back({"Authorization", **std::move(authorization)});
  }
  if (!options.config_token.empty()) {
    headers.push_back({"X-Config-Token", base::Secret(options.config_token)});
  }
  for (const auto& [name, value] : options.headers) {
    if (std::find(own_headers.begin(), own_headers.end(), base::to_lower(name)) !=
        own_headers.end()) {
      return fail(ErrorCode::invalid_argument,
                  "the header '" + name + "' is the library's to send");
    }
    headers.push_back({name, base::Secret(value)});
  }
  if (auto checked = check(headers); !checked) {
    return fail(std::move(checked).error());
  }
  return headers;
}

std::string principal_of(const FetchOptions& options) {
  if (!options.bearer_token.empty()) {
    return "bearer:" + base::sha256_hex(options.bearer_token).substr(0, 16);
  }
  std::string principal;
  for (const std::string& text : options.uris) {
    const auto parsed = parse_uri(text);
    if (!parsed) {
      continue;  // refused when the client is made
    }
    if (const auto basic = basic_of(options, parsed->user_info); basic && *basic) {
      principal += (principal.empty() ? "basic:" : ",") + (*basic)->user;
    }
  }
  for (const auto& [name, value] : options.headers) {
    if (base::equals_ignoring_case(name, "authorization")) {
      principal = "header:" + base::sha256_hex(value).substr(0, 16);
    }
  }
  if (!options.config_token.empty()) {
    principal += ";token:" + base::sha256_hex(options.config_token).substr(0, 16);
  }
  return principal;
}

}  // namespace cairn::fetch

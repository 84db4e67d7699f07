// See jwt.hpp.
#include "auth/jwt.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "auth/lines.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"

namespace cairn::auth {
namespace {

using Json = nlohmann::json;

constexpr std::size_t roles_max = 100;

// A part of the token as JSON; a discarded value for something else.
Json decode_part(std::string_view part) {
  const auto text = base::decode_base64url(part);
  return text ? Json::parse(*text, nullptr, false) : Json(Json::value_t::discarded);
}

std::string text_at(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A number of seconds since 1970; nullopt where there is none that a clock could show.
std::optional<Time> time_at(const Json& claims, const char* name) {
  constexpr double seconds_max = 253402300799.0;  // the last second of the year 9999
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) {
    return std::nullopt;
  }
  const double seconds = found->get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > seconds_max) {
    return std::nullopt;
  }
  return Time(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

bool is_for_us(const Json& claims, const std::vector<std::string>& audiences) {
  const auto found = claims.find("aud");
  const auto ours = [&](const Json& one) {
    return one.is_string() &&
           std::find(audiences.begin(), audiences.end(), one.get<std::string>()) != audiences.end();
  };
  if (found == claims.end()) {
    return false;
  }
  return found->is_array() ? std::any_of(found->begin(), found->end(), ours) : ours(*found);
}

// Whether the times allow it at `now`; the expiry is needed, and given back.
std::optional<Time> valid_until(const Json& claims, const JwtOptions& options, Time now) {
  const auto until = time_at(claims, "exp");
  if (!until || now >= *until + options.skew) {
    return std::nullopt;
  }
  if (claims.contains("nbf")) {
    const auto from = time_at(claims, "nbf");
    if (!from || now + options.skew < *from) {
      return std::nullopt;
    }
  }
  return *until + options.skew;
}

std::vector<std::string> roles_in(const Json& claims, const std::string& name) {
  std::vector<std::string> roles;
  const auto add = [&](std::string_view role) {
    if (is_name(role) && roles.size() < roles_max) {
      roles.emplace_back(role);
    }
  };
  const auto found = claims.find(name);
  if (found != claims.end() && found->is_string()) {
    const auto text = found->get<std::string>();
    for (const std::string_view role : base::split(text, ' ')) {
      add(role);
    }
  } else if (found != claims.end() && found->is_array()) {
    for (const Json& role : *found) {
      add(role.is_string() ? role.get<std::string>() : std::string());
    }
  }
  return roles;
}

struct Header {
  std::string key;
  SigningAlgorithm algorithm;
};

std::optional<Header> read_header(std::string_view part) {
  const Json header = decode_part(part);
  if (!header.is_object() || header.contains("crit")) {
    return std::nullopt;
  }
  const std::string algorithm = text_at(header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256") {
    return std::nullopt;
  }
  return Header{text_at(header, "kid"),
                algorithm == "ES256" ? SigningAlgorithm::es256 : SigningAlgorithm::rs256};
}

}  // namespace

bool looks_like_jwt(std::string_view token) {
  return std::count(token.begin(), token.end(), '.') == 2;
}

std::optional<Principal> verify_jwt(std::string_view token, const JwtOptions& options,
                                    const SigningKeys& keys, Time now) {
  const auto parts = base::split(token, '.');
  const auto signature = parts.size() == 3 ? base::decode_base64url(parts[2]) : std::nullopt;
  if (!signature) {
    return std::nullopt;
  }
  const auto header = read_header(parts[0]);
  const std::string_view signed_text = token.substr(0, parts[0].size() + 1 + parts[1].size());
  // Nothing of the claims is looked at before the signature is known to be good.
  if (!header || !keys.verify(header->key, header->algorithm, signed_text, *signature)) {
    return std::nullopt;
  }
  const Json claims = decode_part(parts[1]);
  if (!claims.is_object() || text_at(claims, "iss") != options.issuer ||
      !is_for_us(claims, options.audiences)) {
    return std::nullopt;
  }
  const auto until = valid_until(claims, options, now);
  Principal who;
  who.name = text_at(claims, options.principal_claim);
  if (!until || !is_name(who.name)) {
    return std::nullopt;
  }
  who.roles = roles_in(claims, options.roles_claim);
  who.proof = Proof::jwt;
  who.credential =
      (header->algorithm == SigningAlgorithm::es256 ? "ES256:" : "RS256:") + header->key;
  who.until = *until;
  return who;
}

}  // namespace cairn::auth

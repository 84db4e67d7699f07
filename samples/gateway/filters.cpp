// Required headers, tokens, rates.
#include "filters.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "head.hpp"
#include "headers.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t token_length_min = 16;
constexpr std::string_view bearer = "Bearer ";

bool same_name(const std::string& one, const std::string& other) {
  const httplib::detail::ci before;
  return !before(one, other) && !before(other, one);
}

// What was sent as token; "" for none, or for more than one.
std::string_view token_of(const FilterSettings& filters, const Headers& headers) {
  if (headers.count(filters.token_header) != 1) {
    return {};
  }
  std::string_view text = headers.find(filters.token_header)->second;
  if (same_name(filters.token_header, "Authorization")) {
    if (!text.starts_with(bearer)) {
      return {};
    }
    text.remove_prefix(bearer.size());
  }
  return text;
}

Outgoing refusal(int status, const std::string& words, Headers headers = {}) {
  headers.emplace("Content-Type", "text/plain");
  return {status, std::move(headers), words + "\n"};
}

// 1 if they differ, without a branch on what is in them.
unsigned differ(std::string_view text, std::string_view token) {
  volatile unsigned difference = text.size() == token.size() ? 0U : 1U;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto one = static_cast<unsigned char>(text[at]);
    const auto other = static_cast<unsigned char>(token[at % token.size()]);
    difference = difference | static_cast<unsigned>(one ^ other);
  }
  return difference;
}

}  // namespace

bool is_one_of(std::string_view text, const std::vector<std::string>& tokens) {
  bool found = false;
  for (const std::string& token : tokens) {
    const bool same = !token.empty() && differ(text, token) == 0;
    found = found || same;
  }
  return found;
}

std::optional<RateLimits::Clock::duration> RateLimits::take(const std::string& key,
                                                            const RateLimitSettings& limit,
                                                            Clock::time_point now) {
  const auto count = static_cast<std::int64_t>(limit.limit);
  const auto each = std::chrono::duration_cast<Clock::duration>(limit.refresh_interval) / count;
  const std::lock_guard lock(mutex_);
  auto found = due_.find(key);
  if (found == due_.end()) {
    if (due_.size() >= keys_max) {
      std::erase_if(due_, [&](const auto& entry) { return entry.second <= now; });
    }
    found = due_.try_emplace(due_.size() < keys_max ? key : "", now).first;
  }
  const auto due = std::max(found->second, now);
  const auto wait = due + each - (now + each * count);
  if (wait > 0ns) {
    return wait;
  }
  found->second = due + each;
  return std::nullopt;
}

void check_filters(const FilterSettings& filters,
                   const std::function<void(const std::string&, const std::string&)>& report) {
  for (const std::string& token : filters.tokens) {
    if (token.size() < token_length_min || !is_header_value(token)) {
      report("tokens", "a token has at least 16 signs, none of them a control sign");
    }
  }
  const auto check_name = [&](const std::string& key, const std::string& name) {
    if (!is_header_name(name) || is_ours(name)) {
      report(key, "'" + name + "' is no header that can be named here");
    }
  };
  for (const auto& [key, names] :
       std::array{std::pair{"required-headers", filters.required_headers},
                  std::pair{"remove-request-headers", filters.remove_request_headers},
                  std::pair{"remove-response-headers", filters.remove_response_headers},
                  std::pair{"token-header", std::vector{filters.token_header}}}) {
    for (const std::string& name : names) {
      check_name(key, name);
    }
  }
  for (const auto& [key, headers] :
       std::array{std::pair{"add-request-headers", filters.add_request_headers},
                  std::pair{"add-response-headers", filters.add_response_headers}}) {
    for (const auto& [name, value] : headers) {
      check_name(key, name);
      if (!is_header_value(value)) {
        report(key, "the value of '" + name + "' has a control sign");
      }
    }
  }
  if (filters.rate_limit &&
      (filters.rate_limit->limit == 0 || filters.rate_limit->limit > 1'000'000 ||
       filters.rate_limit->refresh_interval < 1ms || filters.rate_limit->refresh_interval > 24h)) {
    report("rate-limit.limit", "a rate is between 1 and 1000000 requests in 1 ms to 24 h");
  }
}

std::optional<Outgoing> refuse(const FilterSettings& filters, const std::string& route,
                               const Incoming& incoming, RateLimits& limits,
                               RateLimits::Clock::time_point now) {
  for (const std::string& name : filters.required_headers) {
    if (incoming.headers.count(name) == 0) {
      return refusal(400, "the header " + name + " is required");
    }
  }
  if (!filters.tokens.empty() && !is_one_of(token_of(filters, incoming.headers), filters.tokens)) {
    return refusal(401, "a token is required", {{"WWW-Authenticate", "Bearer"}});
  }
  if (filters.rate_limit) {
    const bool each = filters.rate_limit->type == LimitType::origin;
    const auto wait =
        limits.take(each ? route + " " + incoming.address : route, *filters.rate_limit, now);
    if (wait) {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(*wait).count();
      return refusal(429, "too many requests", {{"Retry-After", std::to_string(seconds)}});
    }
  }
  return std::nullopt;
}

}  // namespace gateway

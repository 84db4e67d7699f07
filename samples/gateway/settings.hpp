// What stands in the configuration, as structs: zuul.*, <service>.ribbon.* and gateway.*.
//
// Names, forms and defaults of zuul.* and ribbon.* are those of Spring Cloud Netflix; `filters` of
// a route and gateway.* are this gateway's own. README.md has all of them.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cairn/binding.hpp"

namespace gateway {

enum class LimitType { origin, route };

struct RateLimitSettings {
  std::size_t limit = 0;  // requests in each interval, at once or spread out
  std::chrono::milliseconds refresh_interval{1'000};
  LimitType type = LimitType::origin;  // for each address that asks, or for all together
};

struct FilterSettings {
  std::vector<std::string> required_headers;
  std::vector<std::string> tokens;  // one of them has to be sent; none: no token is asked for
  std::string token_header = "Authorization";  // there as "Bearer <token>", elsewhere bare
  std::optional<RateLimitSettings> rate_limit;
  std::map<std::string, std::string> add_request_headers;
  std::vector<std::string> remove_request_headers;
  std::map<std::string, std::string> add_response_headers;
  std::vector<std::string> remove_response_headers;
};

struct RouteSettings {
  std::string path;  // "/users/**", or one path
  std::optional<std::string> service_id;
  std::optional<std::string> url;
  bool strip_prefix = true;
  std::optional<bool> retryable;
  std::optional<std::vector<std::string>> sensitive_headers;
  FilterSettings filters;
};

struct HostSettings {
  std::chrono::milliseconds connect_timeout{2'000};
  std::chrono::milliseconds socket_timeout{10'000};
};

struct ZuulSettings {
  std::string prefix;
  bool strip_prefix = true;
  bool retryable = false;
  bool add_proxy_headers = true;
  bool add_host_header = false;
  std::vector<std::string> sensitive_headers = {"Cookie", "Set-Cookie", "Authorization"};
  HostSettings host;
  std::map<std::string, RouteSettings> routes;
};

struct RibbonSettings {
  std::vector<std::string> servers;
  std::optional<std::chrono::milliseconds> connect_timeout;
  std::optional<std::chrono::milliseconds> read_timeout;
  std::size_t retries_next_server = 1;
  std::vector<int> retryable_status_codes;
};

struct GatewaySettings {
  std::size_t threads = 64;  // counts at the start
  cairn::DataSize request_body_max{1024U * 1024};
  cairn::DataSize response_body_max{4U * 1024 * 1024};
  std::string request_id_header = "X-Request-Id";
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-* are believed
};

}  // namespace gateway

template <>
struct cairn::EnumNames<gateway::LimitType> {
  static constexpr auto names = cairn::enum_names<gateway::LimitType>(
      {{"origin", gateway::LimitType::origin}, {"route", gateway::LimitType::route}});
};

template <>
struct cairn::Bind<gateway::RateLimitSettings> {
  using T = gateway::RateLimitSettings;
  static constexpr auto fields = cairn::fields(
      cairn::required("limit", &T::limit), cairn::field("refresh-interval", &T::refresh_interval),
      cairn::field("type", &T::type));
};

template <>
struct cairn::Bind<gateway::FilterSettings> {
  using T = gateway::FilterSettings;
  static constexpr auto fields = cairn::fields(
      cairn::field("required-headers", &T::required_headers), cairn::field("tokens", &T::tokens),
      cairn::field("token-header", &T::token_header), cairn::field("rate-limit", &T::rate_limit),
      cairn::field("add-request-headers", &T::add_request_headers),
      cairn::field("remove-request-headers", &T::remove_request_headers),
      cairn::field("add-response-headers", &T::add_response_headers),
      cairn::field("remove-response-headers", &T::remove_response_headers));
};

template <>
struct cairn::Bind<gateway::RouteSettings> {
  using T = gateway::RouteSettings;
  static constexpr auto fields =
      cairn::fields(cairn::required("path", &T::path), cairn::field("service-id", &T::service_id),
                    cairn::field("url", &T::url), cairn::field("strip-prefix", &T::strip_prefix),
                    cairn::field("retryable", &T::retryable),
                    cairn::field("sensitive-headers", &T::sensitive_headers),
                    cairn::field("filters", &T::filters));
};

template <>
struct cairn::Bind<gateway::HostSettings> {
  using T = gateway::HostSettings;
  static constexpr auto fields =
      cairn::fields(cairn::field("connect-timeout-millis", &T::connect_timeout),
                    cairn::field("socket-timeout-millis", &T::socket_timeout));
};

template <>
struct cairn::Bind<gateway::ZuulSettings> {
  using T = gateway::ZuulSettings;
  static constexpr auto fields = cairn::fields(
      cairn::field("prefix", &T::prefix), cairn::field("strip-prefix", &T::strip_prefix),
      cairn::field("retryable", &T::retryable),
      cairn::field("add-proxy-headers", &T::add_proxy_headers),
      cairn::field("add-host-header", &T::add_host_header),
      cairn::field("sensitive-headers", &T::sensitive_headers), cairn::field("host", &T::host),
      cairn::field("routes", &T::routes));
};

template <>
struct cairn::Bind<gateway::RibbonSettings> {
  using T = gateway::RibbonSettings;
  static constexpr auto fields =
      cairn::fields(cairn::required("list-of-servers", &T::servers),
                    cairn::field("connect-timeout", &T::connect_timeout),
                    cairn::field("read-timeout", &T::read_timeout),
                    cairn::field("max-auto-retries-next-server", &T::retries_next_server),
                    cairn::field("retryable-status-codes", &T::retryable_status_codes));
};

template <>
struct cairn::Bind<gateway::GatewaySettings> {
  using T = gateway::GatewaySettings;
  static constexpr auto fields = cairn::fields(
      cairn::field("threads", &T::threads), cairn::field("request-body-max", &T::request_body_max),
      cairn::field("response-body-max", &T::response_body_max),
      cairn::field("request-id-header", &T::request_id_header),
      cairn::field("trusted-proxies", &T::trusted_proxies));
};

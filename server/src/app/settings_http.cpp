// See settings_http.hpp.
#include "app/settings_http.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <utility>

#include "app/settings_shown.hpp"
#include "app/settings_tls.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

enum class AddressKind { none, ipv4, ipv6 };

AddressKind kind_of_address(const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) {
    return AddressKind::ipv4;
  }
  return inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 ? AddressKind::ipv6
                                                                 : AddressKind::none;
}

// "/config" of "config", "/config" and "/config/"; "" of "" and "/".
std::string read_path(SettingsReader& reader, std::string_view name) {
  std::string path(base::trim(reader.text(name)));
  while (!path.empty() && path.back() == '/') {
    path.pop_back();
  }
  if (!path.empty() && path.front() != '/') {
    path.insert(0, "/");
  }
  const bool usable = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-_.~").find(c) != std::string_view::npos;
  });
  if (!usable || path.find("//") != std::string::npos || path.find("/.") != std::string::npos) {
    reader.error(
        name,
        "'" + path + "' cannot be used: it must be a path of letters, digits and -_.~, as /config");
    return {};
  }
  return path;
}

void read_trusted_proxies(SettingsReader& reader, http::Options& options) {
  auto proxies = http::TrustedProxies::parse(reader.list("cairn.http.trusted-proxies"));
  if (!proxies) {
    reader.error("cairn.http.trusted-proxies", proxies.error().message);
    return;
  }
  options.trusted_proxies = *std::move(proxies);
  options.forwarded_field = reader.choice("cairn.http.forwarded-header") == "forwarded"
                                ? http::ForwardedField::forwarded
                                : http::ForwardedField::x_forwarded_for;
}

http::Show show_of(const std::string& choice) {
  if (choice == "always") {
    return http::Show::always;
  }
  return choice == "when-authorized" ? http::Show::when_authorized : http::Show::never;
}

// The endpoints that are there, after "*" and the excluded ones.
std::vector<std::string> read_exposed(SettingsReader& reader) {
  const auto included = reader.list("management.endpoints.web.exposure.include");
  const auto excluded = reader.list("management.endpoints.web.exposure.exclude");
  const auto names = [](const std::vector<std::string>& list, std::string_view endpoint) {
    return std::any_of(list.begin(), list.end(), [&](const std::string& name) {
      return name == "*" || base::equals_ignoring_case(name, endpoint);
    });
  };
  std::vector<std::string> exposed;
  for (const char* endpoint :
       {"health", "info", "prometheus", "refresh", "busrefresh", "busenv", "env", "metrics"}) {
    if (names(included, endpoint) && !names(excluded, endpoint)) {
      exposed.emplace_back(endpoint);
    }
  }
  return exposed;
}

http::HealthOptions read_health(const SettingsTree& tree, SettingsReader& reader) {
  http::HealthOptions health;
  health.base_path = read_path(reader, "management.endpoints.web.base-path");
  if (health.base_path.empty()) {
    reader.error("management.endpoints.web.base-path", "must not be empty or /");
  }
  health.exposed = read_exposed(reader);
  health.show_details = show_of(reader.choice("management.endpoint.health.show-details"));
  const std::string components = reader.choice("management.endpoint.health.show-components");
  health.show_components = components.empty() ? health.show_details : show_of(components);
  health.probes = reader.flag("management.endpoint.health.probes.enabled");
  health.config_server = reader.flag("spring.cloud.config.server.health.enabled");
  health.sources = reader.flag("cairn.health.sources");
  health.defaults = reader.flag("management.health.defaults.enabled");
  health.env_values = show_of(reader.choice("management.endpoint.env.show-values"));
  if (std::find(health.exposed.begin(), health.exposed.end(), "env") != health.exposed.end()) {
    health.settings = shown_sources(tree);
    health.profiles = tree.active_profiles();
  }
  if (reader.flag("management.info.env.enabled")) {
    health.info_json = info_json(tree.below("info"));
  }
  return health;
}

}  // namespace

bool is_loopback(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return bytes[0] == 127;
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) {
    return base::equals_ignoring_case(text, "localhost");
  }
  constexpr std::array<unsigned char, 16> ipv6_loopback = {0, 0, 0, 0, 0, 0, 0, 0,
                                                           0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<unsigned char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return bytes == ipv6_loopback ||
         (std::equal(mapped.begin(), mapped.end(), bytes.begin()) && bytes[12] == 127);
}

std::string read_address(SettingsReader& reader, std::string_view name) {
  std::string address(base::trim(reader.text(name)));
  if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
    address = address.substr(1, address.size() - 2);
  }
  if (base::equals_ignoring_case(address, "localhost")) {
    return "127.0.0.1";
  }
  if (kind_of_address(address) == AddressKind::none) {
    reader.error(
        name,
        "'" + address +
            "' cannot be used: it must be an IPv4 or IPv6 address, as 127.0.0.1, 0.0.0.0 or ::");
    return "127.0.0.1";
  }
  return address;
}

http::Options read_http_options(const SettingsTree& tree, SettingsReader& reader) {
  http::Options options;
  options.address = read_address(reader, "server.address");
  options.port = static_cast<std::uint16_t>(reader.whole("server.port"));
  options.threads = static_cast<unsigned>(reader.count("cairn.http.threads"));
  options.prefix = read_path(reader, "spring.cloud.config.server.prefix");
  options.validate_profiles = reader.flag("spring.profiles.validate");
  options.limits.target_bytes_max = reader.count("cairn.http.target-size");
  options.limits.header_bytes_max = reader.count("cairn.http.head-size");
  options.limits.fields_max = reader.count("cairn.http.head-fields");
  options.limits.body_bytes_max = reader.count("cairn.http.body-size");
  options.timeouts.header = reader.duration("cairn.http.head-timeout");
  options.timeouts.body = reader.duration("cairn.http.body-timeout");
  options.timeouts.write = reader.duration("cairn.http.write-timeout");
  options.timeouts.idle = reader.duration("cairn.http.idle-timeout");
  options.timeouts.answer = reader.duration("cairn.http.answer-timeout");
  options.timeouts.drain = reader.duration("cairn.http.drain-timeout");
  options.timeouts.handshake = reader.duration("cairn.http.handshake-timeout");
  options.tls = read_tls_options(reader);
  options.health = read_health(tree, reader);
  options.connections_max = reader.count("cairn.http.connections");
  options.connections_per_address_max = reader.count("cairn.http.connections-per-address");
  read_trusted_proxies(reader, options);
  options.cache_bytes_max = reader.count("cairn.http.answer-cache-size");
  options.wait_default =
      std::chrono::duration_cast<std::chrono::seconds>(reader.duration("cairn.watch.wait-default"));
  options.wait_max = reader.duration("cairn.watch.wait-max");
  options.heartbeat = reader.duration("cairn.watch.heartbeat");
  options.stream_life = reader.duration("cairn.watch.stream-life");
  options.stream_backlog_bytes_max = reader.count("cairn.watch.stream-backlog");
  options.access_log = reader.flag("cairn.access-log");
  return options;
}

}  // namespace cairn::app

// spring.rabbitmq.*, as Spring Boot has them.
#include <string>
#include <string_view>

#include "app/settings_bus_brokers.hpp"
#include "base/text.hpp"
#include "values/duration.hpp"

namespace cairn::app {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t port_plain = 5672;
constexpr std::uint16_t port_tls = 5671;

std::optional<std::uint16_t> port_of(std::string_view text) {
  unsigned port = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || port > 65'535) {
      return std::nullopt;
    }
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return text.empty() || port == 0 || port > 65'535
             ? std::nullopt
             : std::optional(static_cast<std::uint16_t>(port));
}

// One of spring.rabbitmq.addresses: "[amqp[s]://][user[:password]@]host[:port][/vhost]". What the
// first one says of user, password and virtual host counts, as in Spring Boot.
class AddressReader {
 public:
  AddressReader(SettingsReader& reader, bus::RabbitOptions& options)
      : reader_(reader), options_(options) {}

  void read(std::string_view text) {
    std::string_view rest = base::trim(text);
    if (rest.starts_with("amqps://")) {
      rest.remove_prefix("amqps://"sv.size());
      options_.tls.enabled = true;
    } else if (rest.starts_with("amqp://")) {
      rest.remove_prefix("amqp://"sv.size());
    }
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
      user(rest.substr(0, at));
      rest.remove_prefix(at + 1);
    }
    if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
      if (options_.addresses.empty() && slash + 1 < rest.size()) {
        options_.virtual_host = decoded(rest.substr(slash + 1));
      }
      rest = rest.substr(0, slash);
    }
    host(rest);
  }

 private:
  void user(std::string_view text) {
    if (!options_.addresses.empty()) {
      return;
    }
    const std::size_t colon = text.find(':');
    options_.user = decoded(text.substr(0, colon));
    if (colon != std::string_view::npos) {
      options_.password = base::Secret(decoded(text.substr(colon + 1)));
    }
  }

  void host(std::string_view text) {
    bus::RabbitOptions::Address address;
    address.port = options_.tls.enabled ? port_tls : port_plain;
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    address.host = text.substr(0, has_port ? colon : text.size());
    if (address.host.starts_with('[') && address.host.ends_with(']')) {
      address.host = address.host.substr(1, address.host.size() - 2);
    }
    const auto port = has_port ? port_of(text.substr(colon + 1)) : address.port;
    if (address.host.empty() || !port) {
      reader_.error("spring.rabbitmq.addresses", "'" + std::string(text) + "' is no host and port");
      return;
    }
    address.port = *port;
    options_.addresses.push_back(std::move(address));
  }

  std::string decoded(std::string_view text) {
    auto made = base::percent_decode(text);
    if (!made) {
      reader_.error("spring.rabbitmq.addresses", "has a bad percent sign");
    }
    return std::move(made).value_or(std::string());
  }

  SettingsReader& reader_;
  bus::RabbitOptions& options_;
};

bus::TlsOptions read_tls(SettingsReader& reader) {
  bus::TlsOptions tls;
  tls.enabled = reader.flag("spring.rabbitmq.ssl.enabled");
  tls.verify_certificate = reader.flag("spring.rabbitmq.ssl.validate-server-certificate");
  tls.verify_host = reader.flag("spring.rabbitmq.ssl.verify-hostname");
  tls.trust = file_of(reader, "spring.rabbitmq.ssl.trust-store");
  tls.trust_password = reader.secret("spring.rabbitmq.ssl.trust-store-password");
  tls.certificate = file_of(reader, "spring.rabbitmq.ssl.key-store");
  tls.key = file_of(reader, "cairn.bus.tls.key");
  tls.key_password = reader.secret("spring.rabbitmq.ssl.key-store-password");
  return tls;
}

// Spring Boot counts a bare number of this one in milliseconds, and of the heartbeat in seconds.
std::chrono::milliseconds read_timeout(SettingsReader& reader) {
  constexpr const char* name = "spring.rabbitmq.connection-timeout";
  const auto time = values::parse_duration_exact(reader.text(name), "ms");
  const auto longest = std::chrono::minutes(10);
  if (!time || *time <= std::chrono::nanoseconds(0) || *time > longest) {
    reader.error(name, "must be a duration from 1ms to 10m");
    return std::chrono::seconds(5);
  }
  return std::chrono::ceil<std::chrono::milliseconds>(*time);
}

}  // namespace

std::string file_of(SettingsReader& reader, const char* name) {
  std::string text = reader.text(name);
  if (text.starts_with("classpath:")) {
    reader.error(name, "there is no class path here: name a file");
  } else if (text.starts_with("file:")) {
    text.erase(0, 5);
    while (text.starts_with("//")) {
      text.erase(0, 1);
    }
  }
  return text;
}

bus::RabbitOptions read_rabbit(SettingsReader& reader) {
  bus::RabbitOptions options;
  options.exchange = reader.text("spring.cloud.bus.destination");
  options.tls = read_tls(reader);
  options.user = reader.text("spring.rabbitmq.username");
  if (reader.is_set("spring.rabbitmq.password")) {
    options.password = reader.secret("spring.rabbitmq.password");
  }
  options.virtual_host = reader.text("spring.rabbitmq.virtual-host");
  options.timeout = read_timeout(reader);
  options.heartbeat = std::chrono::ceil<std::chrono::seconds>(
      reader.duration("spring.rabbitmq.requested-heartbeat"));
  AddressReader addresses(reader, options);
  for (const std::string& address : reader.list("spring.rabbitmq.addresses")) {
    addresses.read(address);
  }
  if (options.addresses.empty()) {
    const auto port = static_cast<std::uint16_t>(reader.whole("spring.rabbitmq.port"));
    options.addresses.push_back({reader.text("spring.rabbitmq.host"), port != 0 ? port
                                                                      : options.tls.enabled
                                                                          ? port_tls
                                                                          : port_plain});
  }
  return options;
}

}  // namespace cairn::app

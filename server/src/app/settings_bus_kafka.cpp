// spring.kafka.*, as Spring Boot and its binder have them.
#include <string>
#include <string_view>

#include "app/settings_bus_brokers.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

std::string read_servers(SettingsReader& reader) {
  auto servers = reader.list("spring.cloud.stream.kafka.binder.brokers");
  if (servers.empty()) {
    servers = reader.list("spring.kafka.bootstrap-servers");
  }
  std::string all;
  for (const std::string& one : servers) {
    const bool has_port = one.find(':', one.rfind(']') + 1) != std::string::npos;
    all += (all.empty() ? "" : ",") + one + (has_port ? "" : ":9092");
  }
  return all;
}

// The value of `name="..."` in the text that Java's login modules read.
std::string jaas_value(std::string_view text, std::string_view name) {
  const std::string wanted = std::string(name) + '=';
  for (std::size_t at = text.find(wanted); at != std::string_view::npos;
       at = text.find(wanted, at + 1)) {
    const std::size_t begin = at + wanted.size();
    const bool word =
        at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '\t';
    if (!word || begin >= text.size() || (text[begin] != '"' && text[begin] != '\'')) {
      continue;
    }
    std::string value;
    for (std::size_t i = begin + 1; i < text.size() && text[i] != text[begin]; ++i) {
      i += text[i] == '\\' && i + 1 < text.size() ? 1U : 0U;
      value += text[i];
    }
    return value;
  }
  return {};
}

std::string protocol_of(SettingsReader& reader) {
  const std::string own = reader.text("spring.kafka.properties.security.protocol");
  return own.empty() ? reader.choice("spring.kafka.security.protocol") : own;
}

void read_login(SettingsReader& reader, bus::KafkaOptions& options) {
  constexpr const char* name = "spring.kafka.properties.sasl.jaas.config";
  options.sasl_mechanism = reader.text("spring.kafka.properties.sasl.mechanism");
  if (options.sasl_mechanism != "PLAIN" && !options.sasl_mechanism.starts_with("SCRAM-SHA-")) {
    reader.error("spring.kafka.properties.sasl.mechanism",
                 "must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
  }
  const base::Secret login = reader.secret(name);
  options.sasl_user = jaas_value(login.reveal(), "username");
  options.sasl_password = base::Secret(jaas_value(login.reveal(), "password"));
  if (options.sasl_user.empty()) {
    reader.error(name, "has to hold username=\"...\" and password=\"...\"");
  }
}

}  // namespace

bus::KafkaOptions read_kafka(SettingsReader& reader) {
  bus::KafkaOptions options;
  options.servers = read_servers(reader);
  options.topic = reader.text("spring.cloud.bus.destination");
  const std::string protocol = protocol_of(reader);
  options.tls_enabled = protocol == "SSL" || protocol == "SASL_SSL";
  if (protocol.starts_with("SASL_")) {
    read_login(reader, options);
  } else if (protocol != "SSL" && protocol != "PLAINTEXT") {
    reader.error("spring.kafka.properties.security.protocol",
                 "must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL");
  }
  options.tls.trust = file_of(reader, "spring.kafka.ssl.trust-store-location");
  options.tls.certificate = file_of(reader, "spring.kafka.ssl.key-store-location");
  options.tls.key_password = reader.is_set("spring.kafka.ssl.key-password")
                                 ? reader.secret("spring.kafka.ssl.key-password")
                                 : reader.secret("spring.kafka.ssl.key-store-password");
  options.tls.verify_host =
      reader.text("spring.kafka.properties.ssl.endpoint.identification.algorithm") != "none";
  return options;
}

}  // namespace cairn::app

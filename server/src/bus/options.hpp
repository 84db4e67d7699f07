// Options of the bus: who this server is on it, what it tells, and how it reaches its broker.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace cairn::bus {

// Whom an event is sent to (cairn.bus.targets).
enum class Targets {
  changed,  // applications whose files changed, once the change is served
  guessed,  // applications that a webhook's file names may mean, as the reference does
  both,
};

struct Options {
  std::string id;                        // "config:8888:0e78..."; see default_id()
  std::vector<std::string> other_names;  // spring.cloud.config.name: heard as if it were ours
  bool ack = true;                       // spring.cloud.bus.ack.enabled
  std::string ack_destination = "**";    // spring.cloud.bus.ack.destination-service
  bool trace = false;                    // log every event, and what others acknowledge
  bool refresh = true;                   // look at the remotes when somebody says so
  Targets targets = Targets::changed;
  // Destinations that wait for the broker; with more, one event to everybody takes their place.
  std::size_t waiting_max = 1'000;
  // So long after a reconnect what was sent since shortly before the break is sent once more:
  // others come back later than we do, and their queues went with the broker.
  std::chrono::milliseconds settle_time{15'000};
  std::chrono::milliseconds retry_first{250};
  std::chrono::milliseconds retry_longest{15'000};
};

// TLS towards a broker. Files are PEM; stores are PKCS12.
struct TlsOptions {
  bool enabled = false;
  bool verify_certificate = true;
  bool verify_host = true;
  std::string trust;  // PEM or PKCS12 file of the authorities; "" for the system's
  base::Secret trust_password;
  std::string certificate;  // PEM file of our own, or a PKCS12 file with its key; "" for none
  std::string key;          // PEM file; "" where the certificate's file holds it
  base::Secret key_password;
};

// spring.rabbitmq.*
struct RabbitOptions {
  struct Address {
    std::string host;
    std::uint16_t port = 5672;
  };
  std::vector<Address> addresses;  // tried in order
  std::string user = "guest";
  base::Secret password{"guest"};
  std::string virtual_host = "/";
  std::string exchange = "springCloudBus";  // spring.cloud.bus.destination
  TlsOptions tls;
  // Of a connection, of the handshake, and of each answer.
  std::chrono::milliseconds timeout{5'000};
  std::chrono::seconds heartbeat{10};  // 0 for none
};

// spring.kafka.*
struct KafkaOptions {
  std::string servers = "localhost:9092";  // "host:port,host:port"
  std::string topic = "springCloudBus";    // spring.cloud.bus.destination
  bool tls_enabled = false;                // security.protocol SSL or SASL_SSL
  TlsOptions tls;
  std::string sasl_mechanism;  // "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"; "" for none
  std::string sasl_user;
  base::Secret sasl_password;
  std::chrono::milliseconds timeout{5'000};  // of a confirmation, and of a look at the topic
};

}  // namespace cairn::bus

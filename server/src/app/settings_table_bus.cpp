// See settings_table_bus.hpp.
#include "app/settings_table_bus.hpp"

namespace cairn::app {
namespace {

using namespace rows;

void add_own(Rows& all) {
  all.push_back(flag("spring.cloud.bus.enabled", "true",
                     "false: no bus, whatever brokers are named; true, where none is named: "
                     "RabbitMQ at its usual place"));
  all.push_back(choice("cairn.bus.broker", "auto|rabbit|kafka|none", "auto",
                       "auto: the one that there are settings of"));
  all.push_back(choice("cairn.bus.targets", "changed|guessed|both", "changed",
                       "who is told: applications whose properties changed; those that a webhook's "
                       "file names may mean, as in the reference; or all of these"));
  all.push_back(limited("cairn.bus.max-waiting", SettingType::whole, "1000", 1, 100'000,
                        "destinations that wait for a broker that is away; with more, everybody is "
                        "told in place of them"));
  all.push_back(limited("cairn.bus.settle-time", SettingType::duration, "15s", 0, hour,
                        "so long after a reconnect what was told around the break is told again, "
                        "to those who were slower to come back"));
  all.push_back(flag("cairn.bus.required", "false",
                     "true: health is DOWN while the broker cannot be reached"));
  all.push_back(
      flag("management.health.rabbit.enabled", "true", "false: health does not show the broker"));
  all.push_back(text("spring.cloud.bus.id", "",
                     "this server's name on the bus, different for each replica; without it "
                     "application:profiles:port:random"));
  all.push_back(text("spring.cloud.bus.destination", "springCloudBus",
                     "exchange of RabbitMQ, topic of Kafka"));
  all.push_back(flag("spring.cloud.bus.ack.enabled", "true",
                     "refresh events that are meant for this server are acknowledged"));
  all.push_back(text("spring.cloud.bus.ack.destination-service", "",
                     "whom acknowledgements are for; all without it"));
  all.push_back(flag("spring.cloud.bus.trace.enabled", "false",
                     "one log line for each event and acknowledgement that is heard"));
  all.push_back(flag("spring.cloud.bus.refresh.enabled", "true",
                     "false: refresh events that are heard have no effect"));
  all.push_back(text("spring.application.name", "",
                     "first part of this server's name on the bus, application without it: equal "
                     "on all replicas"));
  all.push_back(text("spring.application.index", "", "in place of the port in that name"));
  all.push_back(
      text("vcap.application.name", "", "as spring.application.name, which it wins over"));
  all.push_back(text("vcap.application.instance-index", "",
                     "as spring.application.index, which it wins over"));
  all.push_back(
      text("vcap.application.instance-id", "", "in place of the random part of that name"));
  all.push_back(list("spring.cloud.config.name", "", "further names that events may call it by"));
}

void add_rabbit(Rows& all) {
  KnownSetting addresses =
      list("spring.rabbitmq.addresses", "",
           "host:port, or amqp://user:password@host:port/vhost; tried in order, in place "
           "of host and port");
  addresses.secret = true;  // it may hold a password
  all.push_back(addresses);
  all.push_back(text("spring.rabbitmq.host", "localhost", "where RabbitMQ is"));
  all.push_back(limited("spring.rabbitmq.port", SettingType::whole, "0", 0, 65'535,
                        "0: 5672, with TLS 5671"));
  all.push_back(text("spring.rabbitmq.username", "guest", "its user"));
  all.push_back(secret("spring.rabbitmq.password", "its password; guest without it"));
  all.push_back(text("spring.rabbitmq.virtual-host", "/", "its virtual host"));
  all.push_back(text("spring.rabbitmq.connection-timeout", "5s",
                     "1ms to 10m; of a connection, of the handshake, and of each answer; a bare "
                     "number is milliseconds, as in Spring"));
  all.push_back(limited("spring.rabbitmq.requested-heartbeat", SettingType::duration, "10s", 0,
                        hour, "a broker that is silent for twice as long is lost; 0: none"));
  all.push_back(flag("spring.rabbitmq.ssl.enabled", "false", "TLS towards RabbitMQ"));
  all.push_back(flag("spring.rabbitmq.ssl.validate-server-certificate", "true",
                     "false: anybody may say that they are RabbitMQ"));
  all.push_back(flag("spring.rabbitmq.ssl.verify-hostname", "true",
                     "false: a certificate of a trusted authority is good for any host"));
  all.push_back(text("spring.rabbitmq.ssl.trust-store", "",
                     "PEM or PKCS12 file of its authorities; the system's without it"));
  all.push_back(secret("spring.rabbitmq.ssl.trust-store-password", "its password"));
  all.push_back(text("spring.rabbitmq.ssl.key-store", "",
                     "our own certificate: a PKCS12 file with its key, or a PEM file"));
  all.push_back(
      secret("spring.rabbitmq.ssl.key-store-password", "password of that, or of the key"));
  all.push_back(text("cairn.bus.tls.key", "",
                     "PEM file of that key; without it the certificate's file holds it"));
}

void add_kafka(Rows& all) {
  all.push_back(list("spring.kafka.bootstrap-servers", "localhost:9092",
                     "where Kafka is: host:port, several of them"));
  all.push_back(list("spring.cloud.stream.kafka.binder.brokers", "",
                     "the same, which wins over it; without a port 9092"));
  all.push_back(choice("spring.kafka.security.protocol", "PLAINTEXT|SSL|SASL_PLAINTEXT|SASL_SSL",
                       "PLAINTEXT", "TLS or not, login or not"));
  all.push_back(text("spring.kafka.properties.security.protocol", "",
                     "as spring.kafka.security.protocol, which it wins over"));
  all.push_back(text("spring.kafka.properties.sasl.mechanism", "PLAIN",
                     "PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512"));
  all.push_back(secret("spring.kafka.properties.sasl.jaas.config",
                       "user and password: ... required username=\"u\" password=\"p\";"));
  all.push_back(text("spring.kafka.ssl.trust-store-location", "",
                     "PEM file of its authorities; the system's without it"));
  all.push_back(text("spring.kafka.ssl.key-store-location", "",
                     "our own certificate and key: a PEM file with both, or PKCS12"));
  all.push_back(secret("spring.kafka.ssl.key-store-password", "password of a PKCS12 file"));
  all.push_back(secret("spring.kafka.ssl.key-password", "password of a key in a PEM file"));
  all.push_back(text("spring.kafka.properties.ssl.endpoint.identification.algorithm", "https",
                     "none: a certificate of a trusted authority is "
                     "good for any host"));
}

void add_unsupported(Rows& all) {
  const auto quiet = [&all](KnownSetting row) { all.push_back(with(Support::quiet, row)); };
  quiet(text("spring.cloud.bus.env.enabled", "true",
             "settings of this server do not change while it runs"));
  quiet(text("spring.cloud.bus.shutdown.enabled", "true", "nobody ends this server by an event"));
  quiet(text("spring.cloud.bus.content-type", "application/json", "events are JSON"));
  for (const char* name :
       {"spring.rabbitmq.ssl.key-store-type", "spring.rabbitmq.ssl.trust-store-type",
        "spring.rabbitmq.ssl.key-store-algorithm", "spring.rabbitmq.ssl.trust-store-algorithm",
        "spring.rabbitmq.ssl.algorithm"}) {
    quiet(text(name, "", "the bytes of the file say what it is"));
  }
  all.push_back(with(Support::refused, text("spring.rabbitmq.ssl.bundle", "",
                                            "bundles are not there: name the files here")));
  quiet(map("spring.rabbitmq.**", "of Spring's own connections; there is one here"));
  for (const char* name :
       {"spring.kafka.ssl.key-store-type", "spring.kafka.ssl.trust-store-type"}) {
    quiet(text(name, "", "the bytes of the file say what it is"));
  }
  all.push_back(with(Support::refused, text("spring.kafka.ssl.bundle", "",
                                            "bundles are not there: name the files here")));
  quiet(map("spring.kafka.**", "of Spring's own connections"));
}

}  // namespace

void add_bus(Rows& all) {
  add_own(all);
  add_rabbit(all);
  add_kafka(all);
  add_unsupported(all);
}

}  // namespace cairn::app

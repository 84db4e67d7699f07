// The bus in the settings.
#include <doctest/doctest.h>

#include <string>
#include <variant>

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

BusSettings bus_of(const std::string& yaml) {
  const auto reading = reading_of(yaml);
  REQUIRE_MESSAGE(reading.errors.empty(), texts(reading.errors));
  REQUIRE(reading.settings.bus.has_value());
  return *reading.settings.bus;
}

bus::RabbitOptions rabbit_of(const std::string& yaml) {
  return std::get<bus::RabbitOptions>(bus_of(yaml).broker);
}

bus::KafkaOptions kafka_of(const std::string& yaml) {
  return std::get<bus::KafkaOptions>(bus_of(yaml).broker);
}

}  // namespace

TEST_SUITE("settings of the bus") {
  TEST_CASE("there is a bus when somebody names a broker, or asks for one") {
    CHECK_FALSE(reading_of("server.port: 1").settings.bus.has_value());
    CHECK_FALSE(reading_of("server.port: 1").settings.http.bus);
    CHECK(reading_of("spring.rabbitmq.host: h").settings.bus.has_value());
    CHECK(reading_of("spring.rabbitmq.host: h").settings.http.bus);
    CHECK(reading_of("spring.cloud.bus.enabled: true").settings.bus.has_value());
    CHECK_FALSE(reading_of("spring.rabbitmq.host: h\nspring.cloud.bus.enabled: false")
                    .settings.bus.has_value());
    CHECK_FALSE(
        reading_of("spring.rabbitmq.host: h\ncairn.bus.broker: none").settings.bus.has_value());
  }

  TEST_CASE("two brokers need a word") {
    const std::string both = "spring.rabbitmq.host: h\nspring.kafka.bootstrap-servers: k\n";
    CHECK(mentions(reading_of(both).errors, {"cairn.bus.broker", "which"}));
    CHECK(rabbit_of(both + "cairn.bus.broker: rabbit").addresses[0].host == "h");
    CHECK(kafka_of(both + "cairn.bus.broker: kafka").servers == "k:9092");
  }

  TEST_CASE("the id is made of what there is, and every process has another") {
    const std::string start = "spring.rabbitmq.host: h\n";
    CHECK(bus_of(start).options.id.rfind("application:8888:", 0) == 0);
    CHECK(bus_of(start).options.id.size() == std::string("application:8888:").size() + 32);
    CHECK(bus_of(start).options.id != bus_of(start).options.id);
    CHECK(bus_of(start + "spring.application.name: config\nserver.port: 9")
              .options.id.rfind("config:9:", 0) == 0);
    CHECK(bus_of(start + "spring.cloud.bus.id: mine").options.id == "mine");
    CHECK(bus_of(start + "vcap.application.name: v\nspring.application.name: "
                         "c\nvcap.application.instance-index: 3\n"
                         "vcap.application.instance-id: i")
              .options.id == "v:3:i");
  }

  TEST_CASE("RabbitMQ has Spring's defaults") {
    const auto rabbit = rabbit_of("spring.cloud.bus.enabled: true");
    REQUIRE(rabbit.addresses.size() == 1);
    CHECK(rabbit.addresses[0].host == "localhost");
    CHECK(rabbit.addresses[0].port == 5672);
    CHECK(rabbit.user == "guest");
    CHECK(rabbit.password.reveal() == "guest");
    CHECK(rabbit.virtual_host == "/");
    CHECK(rabbit.exchange == "springCloudBus");
    CHECK_FALSE(rabbit.tls.enabled);
    CHECK(rabbit_of("spring.rabbitmq.ssl.enabled: true").addresses[0].port == 5671);
  }

  TEST_CASE("addresses win over host and port, and the first one may say who we are") {
    const auto rabbit = rabbit_of(
        "spring.rabbitmq.host: ignored\n"
        "spring.rabbitmq.addresses: 'amqp://me:p%40ss@a.example:1/v%2Fh,b.example,[::1]:7'");
    REQUIRE(rabbit.addresses.size() == 3);
    CHECK(rabbit.addresses[0].host == "a.example");
    CHECK(rabbit.addresses[0].port == 1);
    CHECK(rabbit.addresses[1].host == "b.example");
    CHECK(rabbit.addresses[1].port == 5672);
    CHECK(rabbit.addresses[2].host == "::1");
    CHECK(rabbit.addresses[2].port == 7);
    CHECK(rabbit.user == "me");
    CHECK(rabbit.password.reveal() == "p@ss");
    CHECK(rabbit.virtual_host == "v/h");
    CHECK(rabbit_of("spring.rabbitmq.addresses: amqps://h").tls.enabled);
    CHECK(rabbit_of("spring.rabbitmq.addresses: amqps://h").addresses[0].port == 5671);
  }

  TEST_CASE("what is no address is an error, and no password is shown") {
    for (const char* address : {"h:x", "h:0", "h:65536", "amqp://u:s3cret@", ":5"}) {
      CAPTURE(address);
      const auto reading = reading_of(std::string("spring.rabbitmq.addresses: '") + address + "'");
      CHECK(mentions(reading.errors, {"spring.rabbitmq.addresses"}));
      CHECK(texts(reading.errors).find("s3cret") == std::string::npos);
    }
  }

  TEST_CASE("a bare connection timeout is milliseconds, as in Spring") {
    using std::chrono::milliseconds;
    CHECK(rabbit_of("spring.rabbitmq.connection-timeout: 1500").timeout == milliseconds(1500));
    CHECK(rabbit_of("spring.rabbitmq.connection-timeout: 2s").timeout == milliseconds(2000));
    CHECK(rabbit_of("spring.rabbitmq.connection-timeout: 10m").timeout == milliseconds(600'000));
    CHECK(mentions(reading_of("spring.rabbitmq.connection-timeout: 11m").errors, {"1ms to 10m"}));
    CHECK(mentions(reading_of("spring.rabbitmq.connection-timeout: 0").errors, {"1ms to 10m"}));
  }

  TEST_CASE("Kafka's servers, protocol and login are Spring's") {
    const auto plain = kafka_of("spring.kafka.bootstrap-servers: a:1,b");
    CHECK(plain.servers == "a:1,b:9092");
    CHECK(plain.sasl_mechanism.empty());
    CHECK_FALSE(plain.tls_enabled);
    CHECK(kafka_of("spring.cloud.stream.kafka.binder.brokers: c").servers == "c:9092");
    const auto login = kafka_of(
        "spring.kafka.bootstrap-servers: a:1\n"
        "spring.kafka.properties.security.protocol: SASL_SSL\n"
        "spring.kafka.properties.sasl.mechanism: SCRAM-SHA-512\n"
        "spring.kafka.properties.sasl.jaas.config: 'x.ScramLoginModule required username=\"me\" "
        "password=\"p\\\"w\";'\n");
    CHECK(login.tls_enabled);
    CHECK(login.sasl_mechanism == "SCRAM-SHA-512");
    CHECK(login.sasl_user == "me");
    CHECK(login.sasl_password.reveal() == "p\"w");
    CHECK(mentions(reading_of("spring.kafka.security.protocol: SASL_PLAINTEXT").errors, {"jaas"}));
  }

  TEST_CASE("who is told, and whether a broker is needed") {
    CHECK(bus_of("spring.rabbitmq.host: h").options.targets == bus::Targets::changed);
    CHECK(bus_of("spring.rabbitmq.host: h\ncairn.bus.targets: guessed").options.targets ==
          bus::Targets::guessed);
    CHECK(bus_of("spring.rabbitmq.host: h\ncairn.bus.targets: both").options.targets ==
          bus::Targets::both);
    CHECK(bus_of("spring.rabbitmq.host: h").options.ack_destination == "**");
    CHECK(bus_of("spring.rabbitmq.host: h\nspring.cloud.bus.ack.destination-service: x")
              .options.ack_destination == "x:**");
    CHECK_FALSE(bus_of("spring.rabbitmq.host: h").required);
    CHECK(reading_of("spring.rabbitmq.host: h\ncairn.bus.required: true")
              .settings.http.health.broker_required);
  }
}

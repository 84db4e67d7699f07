// The bus's Kafka against librdkafka's own cluster, which speaks the protocol over TCP: what is
// written, what is heard, and errors of the brokers.
#include <doctest/doctest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bus/kafka_broker.hpp"

using namespace cairn;
using namespace cairn::bus;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

constexpr const char* topic = "springCloudBus";

class Cluster {
 public:
  Cluster() {
    char reason[512];
    handle_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), reason, sizeof reason);
    REQUIRE(handle_ != nullptr);
    mock_ = rd_kafka_mock_cluster_new(handle_, 1);
    rd_kafka_mock_topic_create(mock_, topic, 1, 1);
  }
  ~Cluster() {
    rd_kafka_mock_cluster_destroy(mock_);
    rd_kafka_destroy(handle_);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  [[nodiscard]] KafkaOptions options() const {
    KafkaOptions options;
    options.servers = rd_kafka_mock_cluster_bootstraps(mock_);
    options.timeout = std::chrono::milliseconds(3'000);
    return options;
  }
  [[nodiscard]] rd_kafka_mock_cluster_t* mock() const { return mock_; }

 private:
  rd_kafka_t* handle_ = nullptr;
  rd_kafka_mock_cluster_t* mock_ = nullptr;
};

struct Record {
  std::string value;
  bool has_key = false;
  std::map<std::string, std::string> headers;
};

// Reads the topic from its beginning, as somebody else would.
std::vector<Record> read_all(const Cluster& cluster, std::size_t count) {
  char reason[512];
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", cluster.options().servers.c_str(), reason,
                    sizeof reason);
  rd_kafka_conf_set(conf, "group.id", "reader", reason, sizeof reason);
  rd_kafka_t* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* all = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(all, topic, 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(consumer, all);
  rd_kafka_topic_partition_list_destroy(all);
  std::vector<Record> records;
  const auto end = steady_clock::now() + seconds(30);
  while (records.size() < count && steady_clock::now() < end) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 100);
    if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      Record record;
      record.value.assign(static_cast<const char*>(message->payload), message->len);
      record.has_key = message->key != nullptr;
      rd_kafka_headers_t* headers = nullptr;
      if (rd_kafka_message_headers(message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char* name = nullptr;
        const void* value = nullptr;
        std::size_t size = 0;
        for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) ==
                                RD_KAFKA_RESP_ERR_NO_ERROR;
             ++i) {
          record.headers[name] = std::string(static_cast<const char*>(value), size);
        }
      }
      records.push_back(std::move(record));
    }
    if (message != nullptr) {
      rd_kafka_message_destroy(message);
    }
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  return records;
}

// What `hearer` hears of what `teller` tells again and again until it does: a group needs a while.
std::string heard_of(KafkaBroker& hearer, KafkaBroker& teller) {
  const auto end = steady_clock::now() + seconds(60);
  while (steady_clock::now() < end) {
    REQUIRE(teller.send({{"id", R"({"n":1})"}}) == 1);
    const auto came = hearer.wait(std::chrono::milliseconds(300));
    REQUIRE(came.has_value());
    if (!came->empty()) {
      return came->front();
    }
  }
  return "nothing";
}

}  // namespace

TEST_SUITE("KafkaBroker") {
  TEST_CASE("a message is what Spring Cloud Stream writes: JSON without a key, with two headers") {
    const Cluster cluster;
    KafkaBroker broker(cluster.options());
    REQUIRE(broker.connect().has_value());
    CHECK(broker.send({{"a", R"({"n":1})"}, {"b", R"({"n":2})"}}) == 2);

    const auto records = read_all(cluster, 2);
    REQUIRE(records.size() == 2);
    CHECK(records[0].value == R"({"n":1})");
    CHECK(records[1].value == R"({"n":2})");
    CHECK_FALSE(records[0].has_key);
    const std::map<std::string, std::string> headers{
        {"contentType", "application/json"},
        {"spring_json_header_types", R"({"contentType":"java.lang.String"})"}};
    CHECK(records[0].headers == headers);
  }

  TEST_CASE("everybody hears what somebody tells, the teller as well") {
    const Cluster cluster;
    KafkaBroker teller(cluster.options());
    KafkaBroker hearer(cluster.options());
    REQUIRE(teller.connect().has_value());
    REQUIRE(hearer.connect().has_value());
    CHECK(heard_of(hearer, teller) == R"({"n":1})");
    CHECK(heard_of(teller, teller) == R"({"n":1})");
  }

  TEST_CASE("a broker that fails for a moment confirms all the same") {
    const Cluster cluster;
    KafkaBroker broker(cluster.options());
    REQUIRE(broker.connect().has_value());
    rd_kafka_mock_push_request_errors(cluster.mock(), 0 /* Produce */, 2,
                                      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
    CHECK(broker.send({{"a", "{}"}}) == 1);
  }

  TEST_CASE("a broker that is down is told, found again, and gets what comes then") {
    const Cluster cluster;
    KafkaBroker broker(cluster.options());
    REQUIRE(broker.connect().has_value());
    rd_kafka_mock_broker_set_down(cluster.mock(), 1);
    CHECK(broker.send({{"a", "{}"}}) == 0);
    CHECK_FALSE(broker.failure().empty());
    CHECK_FALSE(broker.connect().has_value());
    rd_kafka_mock_broker_set_up(cluster.mock(), 1);
    const auto end = steady_clock::now() + seconds(60);
    while (!broker.connect() && steady_clock::now() < end) {
    }
    CHECK(broker.send({{"b", "{}"}}) == 1);
  }

  TEST_CASE("wake() ends a wait") {
    const Cluster cluster;
    KafkaBroker broker(cluster.options());
    REQUIRE(broker.connect().has_value());
    const auto begin = steady_clock::now();
    broker.wake();
    CHECK(broker.wait(seconds(60)).has_value());
    CHECK(steady_clock::now() - begin < seconds(20));
  }

  TEST_CASE("a broker that is not there is an error that says why, within the time limit") {
    KafkaOptions options;
    options.servers = "127.0.0.1:1";
    options.timeout = std::chrono::milliseconds(200);
    KafkaBroker broker(options);
    const auto connected = broker.connect();
    REQUIRE_FALSE(connected.has_value());
    CAPTURE(connected.error().text());
    CHECK(connected.error().text().find("refused") != std::string::npos);
  }
}

// How the handles come about: settings, login, TLS, subscription.
#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "base/files.hpp"
#include "base/hidden_memory.hpp"
#include "bus/kafka_handles.hpp"
#include "bus/uuid.hpp"

namespace cairn::bus {
namespace {

constexpr std::size_t reason_bytes_max = 512;
constexpr std::size_t store_bytes_max = std::size_t{1024} * 1024;

// A configuration until a handle takes it.
class Configuration {
 public:
  Configuration() : conf_(rd_kafka_conf_new()) {}
  ~Configuration() {
    if (conf_ != nullptr) {
      rd_kafka_conf_destroy(conf_);
    }
  }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  void set(const char* name, const std::string& value) {
    std::array<char, reason_bytes_max> reason{};
    if (problem_.empty() && rd_kafka_conf_set(conf_, name, value.c_str(), reason.data(),
                                              reason.size()) != RD_KAFKA_CONF_OK) {
      problem_ = reason.data();
    }
  }
  void set(const char* name, const base::Secret& value) {
    std::string text(value.reveal());
    set(name, text);
    base::wipe(text);
  }
  [[nodiscard]] rd_kafka_conf_t* get() { return conf_; }

  [[nodiscard]] Result<rd_kafka_t*> make(rd_kafka_type_t type) {
    std::array<char, reason_bytes_max> reason{};
    rd_kafka_t* made =
        problem_.empty() ? rd_kafka_new(type, conf_, reason.data(), reason.size()) : nullptr;
    if (made == nullptr) {
      return fail(ErrorCode::invalid_argument, problem_.empty() ? reason.data() : problem_);
    }
    conf_ = nullptr;
    return made;
  }

 private:
  rd_kafka_conf_t* conf_;
  std::string problem_;
};

void on_error(rd_kafka_t* /*handle*/, int code, const char* why, void* owner) {
  auto& broker = *static_cast<KafkaBroker*>(owner);
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) {
    broker.all_down(why);
    return;
  }
  broker.complained(why);
  if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION) {
    broker.login_failed();
  }
}

void on_delivery(rd_kafka_t* /*handle*/, const rd_kafka_message_t* message, void* owner) {
  const auto ticket = reinterpret_cast<std::uintptr_t>(message->_private);
  static_cast<KafkaBroker*>(owner)->delivered(ticket, message->err == RD_KAFKA_RESP_ERR_NO_ERROR,
                                              rd_kafka_err2str(message->err));
}

// Errors come by on_error; what else librdkafka would print is for its authors.
void on_log(const rd_kafka_t* /*handle*/, int /*level*/, const char* /*facility*/,
            const char* /*text*/) {}

void set_tls(Configuration& conf, const TlsOptions& tls) {
  if (!tls.trust.empty()) {
    conf.set("ssl.ca.location", tls.trust);
  }
  conf.set("ssl.endpoint.identification.algorithm",
           std::string(tls.verify_host ? "https" : "none"));
  if (tls.certificate.empty()) {
    return;
  }
  const auto bytes = base::read_file(tls.certificate, store_bytes_max);
  if (bytes && bytes->find("-----BEGIN") == std::string::npos) {
    conf.set("ssl.keystore.location", tls.certificate);
    conf.set("ssl.keystore.password", tls.key_password);
    return;
  }
  conf.set("ssl.certificate.location", tls.certificate);
  conf.set("ssl.key.location", tls.key.empty() ? tls.certificate : tls.key);
  if (!tls.key_password.empty()) {
    conf.set("ssl.key.password", tls.key_password);
  }
}

void set_common(Configuration& conf, const KafkaOptions& options, KafkaBroker& owner) {
  const bool login = !options.sasl_mechanism.empty();
  conf.set("client.id", std::string("cairn-server"));
  conf.set("bootstrap.servers", options.servers);
  conf.set("security.protocol", std::string(options.tls_enabled ? (login ? "sasl_ssl" : "ssl")
                                            : login             ? "sasl_plaintext"
                                                                : "plaintext"));
  if (login) {
    conf.set("sasl.mechanism", options.sasl_mechanism);
    conf.set("sasl.username", options.sasl_user);
    conf.set("sasl.password", options.sasl_password);
  }
  if (options.tls_enabled) {
    set_tls(conf, options.tls);
  }
  conf.set("reconnect.backoff.max.ms", std::string("5000"));
  conf.set("topic.metadata.refresh.interval.ms", std::string("60000"));
  rd_kafka_conf_set_opaque(conf.get(), &owner);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
}

Result<rd_kafka_t*> make_producer(const KafkaOptions& options, KafkaBroker& owner) {
  Configuration conf;
  set_common(conf, options, owner);
  conf.set("acks", std::string("all"));
  conf.set("linger.ms", std::string("0"));
  conf.set("message.timeout.ms", std::to_string(options.timeout.count()));
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  return conf.make(RD_KAFKA_PRODUCER);
}

Result<rd_kafka_t*> make_consumer(const KafkaOptions& options, KafkaBroker& owner) {
  Configuration conf;
  set_common(conf, options, owner);
  conf.set("group.id", "anonymous." + random_uuid());
  conf.set("auto.offset.reset", std::string("latest"));
  conf.set("enable.auto.commit", std::string("false"));
  conf.set("allow.auto.create.topics", std::string("true"));
  return conf.make(RD_KAFKA_CONSUMER);
}

Result<void> subscribe(rd_kafka_t* consumer, const std::string& topic) {
  rd_kafka_topic_partition_list_t* topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, topic.c_str(), RD_KAFKA_PARTITION_UA);
  const rd_kafka_resp_err_t outcome = rd_kafka_subscribe(consumer, topics);
  rd_kafka_topic_partition_list_destroy(topics);
  return outcome == RD_KAFKA_RESP_ERR_NO_ERROR
             ? Result<void>()
             : fail(ErrorCode::invalid_argument, rd_kafka_err2str(outcome));
}

}  // namespace

KafkaBroker::Handles::~Handles() {
  if (arrivals != nullptr) {
    rd_kafka_queue_destroy(arrivals);
  }
  if (consumer != nullptr) {
    // Without leaving the group in words: a broker that is away would be waited for.
    rd_kafka_destroy_flags(consumer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }
  if (producer != nullptr) {
    rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_destroy(producer);
  }
}

Result<std::unique_ptr<KafkaBroker::Handles>> KafkaBroker::Handles::make(
    const KafkaOptions& options, KafkaBroker& owner, int waker) {
  auto made = std::make_unique<Handles>();
  const auto producer = make_producer(options, owner);
  if (!producer) {
    return fail(producer.error());
  }
  made->producer = *producer;
  const auto consumer = make_consumer(options, owner);
  if (!consumer) {
    return fail(consumer.error());
  }
  made->consumer = *consumer;
  rd_kafka_poll_set_consumer(made->consumer);
  made->arrivals = rd_kafka_queue_get_consumer(made->consumer);
  constexpr std::uint64_t one = 1;  // what an eventfd takes
  rd_kafka_queue_io_event_enable(made->arrivals, waker, &one, sizeof one);
  if (auto subscribed = subscribe(made->consumer, options.topic); !subscribed) {
    return fail(std::move(subscribed).error());
  }
  return made;
}

}  // namespace cairn::bus

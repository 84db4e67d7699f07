// See kafka_broker.hpp.
#include "bus/kafka_broker.hpp"

#include <librdkafka/rdkafka.h>
#include <poll.h>

#include <algorithm>
#include <utility>

#include "bus/kafka_handles.hpp"

namespace cairn::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view content_type = "application/json";
constexpr std::string_view header_types = R"({"contentType":"java.lang.String"})";
constexpr std::size_t messages_at_once = 1'000;
constexpr milliseconds report_step{50};
// Before, the client's nonce was sent twice, which Kafka 4 takes for a wrong password:
// https://github.com/confluentinc/librdkafka/pull/4895
constexpr int scram_right_since = 0x020601ff;

int count_of(milliseconds time) {
  return static_cast<int>(time.count());
}

}  // namespace

KafkaBroker::KafkaBroker(KafkaOptions options) : options_(std::move(options)) {}

KafkaBroker::~KafkaBroker() = default;

// That all are down says little; why the last one is, more.
void KafkaBroker::all_down(const std::string& why) {
  down_ = true;
  failure_ = complaint_.empty() ? why : why + ": " + complaint_;
}

void KafkaBroker::login_failed() {
  const bool mistaken =
      options_.sasl_mechanism.starts_with("SCRAM-") && rd_kafka_version() < scram_right_since;
  all_down(mistaken
               ? "the login failed (SCRAM of librdkafka " + std::string(rd_kafka_version_str()) +
                     " works with Kafka up to 3.9; Kafka 4 needs 2.6.1)"
               : "the login failed");
}

void KafkaBroker::delivered(std::uint64_t ticket, bool well, const char* why) {
  if (ticket < first_ticket_ || ticket >= next_ticket_) {
    return;
  }
  --open_;
  confirmed_[static_cast<std::size_t>(ticket - first_ticket_)] = well;
  if (!well) {
    failure_ = why;
  }
}

Result<void> KafkaBroker::connect() {
  if (handles_ == nullptr) {
    auto made = Handles::make(options_, *this, waker_.descriptor());
    if (!made) {
      return fail(std::move(made).error());
    }
    handles_ = *std::move(made);
  }
  if (auto reached = reach(); !reached) {
    rd_kafka_poll(handles_->producer, 0);
    return down_ ? fail(ErrorCode::unavailable, failure_) : reached;
  }
  // Complaints of before are over.
  rd_kafka_poll(handles_->producer, 0);
  take_messages();
  down_ = false;
  complaint_.clear();
  return {};
}

// Asks for the topic, which has Kafka make it where it is allowed to.
Result<void> KafkaBroker::reach() const {
  rd_kafka_topic_t* topic = rd_kafka_topic_new(handles_->producer, options_.topic.c_str(), nullptr);
  const rd_kafka_metadata_t* metadata = nullptr;
  const rd_kafka_resp_err_t outcome =
      rd_kafka_metadata(handles_->producer, 0, topic, &metadata, count_of(options_.timeout));
  rd_kafka_topic_destroy(topic);
  if (outcome != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return fail(ErrorCode::unavailable, rd_kafka_err2str(outcome));
  }
  const rd_kafka_resp_err_t of_topic =
      metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR_NO_ERROR;
  rd_kafka_metadata_destroy(metadata);
  return of_topic == RD_KAFKA_RESP_ERR_NO_ERROR
             ? Result<void>()
             : fail(ErrorCode::unavailable,
                    "topic '" + options_.topic + "': " + rd_kafka_err2str(of_topic));
}

std::size_t KafkaBroker::send(const std::vector<OutgoingMessage>& messages) {
  first_ticket_ = next_ticket_;
  next_ticket_ += messages.size();
  confirmed_.assign(messages.size(), false);
  open_ = 0;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (!produce(first_ticket_ + i, messages[i])) {
      break;
    }
    ++open_;
  }
  // librdkafka gives up by itself after this time; a little more, and it has said so.
  const auto end = steady_clock::now() + options_.timeout + std::chrono::seconds(1);
  while (open_ > 0 && steady_clock::now() < end) {
    rd_kafka_poll(handles_->producer, count_of(report_step));
  }
  if (open_ > 0) {
    failure_ = "Kafka does not confirm what it gets";
  }
  const auto first_lost = std::find(confirmed_.begin(), confirmed_.end(), false);
  return static_cast<std::size_t>(first_lost - confirmed_.begin());
}

bool KafkaBroker::produce(std::uint64_t ticket, const OutgoingMessage& message) {
  const rd_kafka_resp_err_t outcome = rd_kafka_producev(
      handles_->producer, RD_KAFKA_V_TOPIC(options_.topic.c_str()),
      RD_KAFKA_V_VALUE(const_cast<char*>(message.body.data()), message.body.size()),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_HEADER("contentType", content_type.data(),
                        static_cast<ssize_t>(content_type.size())),
      RD_KAFKA_V_HEADER("spring_json_header_types", header_types.data(),
                        static_cast<ssize_t>(header_types.size())),
      // NOLINTNEXTLINE(performance-no-int-to-ptr): it has room for a pointer only.
      RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(static_cast<std::uintptr_t>(ticket))),
      RD_KAFKA_V_END);
  if (outcome != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failure_ = rd_kafka_err2str(outcome);
  }
  return outcome == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void KafkaBroker::take_messages() {
  while (came_.size() < messages_at_once) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(handles_->consumer, 0);
    if (message == nullptr) {
      return;
    }
    // What is no message tells of a topic that is being made, or of a group that is.
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->payload != nullptr) {
      came_.emplace_back(static_cast<const char*>(message->payload), message->len);
    }
    rd_kafka_message_destroy(message);
  }
}

Result<std::vector<std::string>> KafkaBroker::wait(milliseconds time) {
  if (came_.empty()) {
    pollfd ready{waker_.descriptor(), POLLIN, 0};
    [[maybe_unused]] const int count = ::poll(&ready, 1, count_of(time));
    waker_.take();
  }
  rd_kafka_poll(handles_->producer, 0);
  take_messages();
  if (came_.size() == messages_at_once) {
    waker_.ring();  // There is more, and nobody else will say so.
  }
  if (down_ && came_.empty()) {
    return fail(ErrorCode::unavailable, failure_);
  }
  return std::exchange(came_, {});
}

}  // namespace cairn::bus

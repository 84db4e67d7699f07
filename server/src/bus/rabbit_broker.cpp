// See rabbit_broker.hpp.
#include "bus/rabbit_broker.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bus/rabbit_connection.hpp"

namespace cairn::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t messages_at_once = 1'000;

}  // namespace

RabbitBroker::RabbitBroker(RabbitOptions options) : options_(std::move(options)) {}

RabbitBroker::~RabbitBroker() = default;

std::string RabbitBroker::place() const {
  std::string text;
  for (const RabbitOptions::Address& address : options_.addresses) {
    text += (text.empty() ? "" : ",") + address.host + ':' + std::to_string(address.port);
  }
  return text;
}

std::string RabbitBroker::version() const {
  return connection_ ? connection_->version() : std::string();
}

Result<void> RabbitBroker::connect() {
  connection_.reset();
  unconfirmed_.clear();
  published_ = 0;
  Result<void> outcome = fail(ErrorCode::unavailable, "there is no address");
  for (const RabbitOptions::Address& address : options_.addresses) {
    auto opened = RabbitConnection::open(options_, address);
    if (opened) {
      connection_ = *std::move(opened);
      return {};
    }
    outcome = fail(std::move(opened).error(), address.host + ':' + std::to_string(address.port));
  }
  return outcome;
}

std::size_t RabbitBroker::send(const std::vector<OutgoingMessage>& messages) {
  const std::uint64_t before = published_;
  bool good = publish(messages);
  const auto end = steady_clock::now() + options_.timeout;
  while (good && !unconfirmed_.empty()) {
    const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    if (left.count() <= 0) {
      failure_ = "the broker does not confirm what it gets";
      good = false;
    } else if (auto arrived = read(left); !arrived) {
      failure_ = arrived.error().text();
      good = false;
    }
  }
  const std::uint64_t confirmed = unconfirmed_.empty() ? published_ : unconfirmed_.front() - 1;
  return static_cast<std::size_t>(confirmed - before);
}

bool RabbitBroker::publish(const std::vector<OutgoingMessage>& messages) {
  for (const OutgoingMessage& message : messages) {
    if (auto sent = connection_->publish(options_.exchange, message.id, message.body); !sent) {
      failure_ = sent.error().text();
      return false;
    }
    unconfirmed_.push_back(++published_);
  }
  return true;
}

void RabbitBroker::confirm(std::uint64_t number, bool all_before) {
  std::erase_if(unconfirmed_,
                [=](std::uint64_t one) { return one == number || (all_before && one < number); });
}

// One thing that comes within this time, or none.
Result<void> RabbitBroker::read(milliseconds time) {
  auto arrived = connection_->next(time);
  if (!arrived) {
    return fail(std::move(arrived).error());
  }
  if (*arrived && (*arrived)->confirmed) {
    confirm(*(*arrived)->confirmed, (*arrived)->all_before);
  } else if (*arrived && (*arrived)->message) {
    came_.push_back(*std::move((*arrived)->message));
  }
  return {};
}

Result<std::vector<std::string>> RabbitBroker::wait(milliseconds time) {
  if (came_.empty() && !connection_->has_buffered()) {
    std::array<pollfd, 2> ready{
        {{connection_->socket(), POLLIN, 0}, {waker_.descriptor(), POLLIN, 0}}};
    // Interrupted or not: what there is to read is read.
    [[maybe_unused]] const int count =
        ::poll(ready.data(), ready.size(), static_cast<int>(time.count()));
    waker_.take();
  }
  std::size_t before = 0;
  do {
    before = came_.size();
    if (auto arrived = read(milliseconds(0)); !arrived) {
      if (!came_.empty()) {
        break;  // The next call says it again.
      }
      return fail(std::move(arrived).error());
    }
  } while (came_.size() > before && came_.size() < messages_at_once);
  return std::exchange(came_, {});
}

}  // namespace cairn::bus

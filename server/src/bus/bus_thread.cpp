// The thread of the bus: it connects, sends, listens, and begins again when that fails.
#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "bus/address.hpp"
#include "bus/bus.hpp"
#include "bus/retry.hpp"
#include "bus/uuid.hpp"

namespace cairn::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t batch_max = 64;
constexpr milliseconds patience_max{1'000};
// What was confirmed so shortly before a break may have reached nobody; a broker that hangs is
// noticed only after a while.
constexpr std::chrono::seconds before_break{30};

const base::Log& logger() {
  static const base::Log log("bus");
  return log;
}

}  // namespace

void Bus::run() {
  while (!stopping()) {
    if (!connect()) {
      pause();
      continue;
    }
    bool good = true;
    while (good && !stopping()) {
      good = flush() && listen();
    }
    // What came at the very end. Without a connection it cannot be helped.
    [[maybe_unused]] const bool sent = good && flush();
  }
}

bool Bus::connect() {
  const auto connected = broker_->connect();
  const auto now = steady_clock::now();
  if (!connected) {
    lost(connected.error().text());
    return false;
  }
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(mutex_);
    up_ = true;
    failures_ = 0;
    version_ = broker_->version();
    ++counts_.connects;
    if (lost_at_) {
      repeat_at_ = now + options_.settle_time;
    }
    waiting = outbox_.size();
  }
  logger().info("connected to the broker",
                {{"broker", broker_->place()}, {"waiting", std::to_string(waiting)}});
  return true;
}

void Bus::lost(const std::string& why) {
  const auto now = steady_clock::now();
  bool told = false;
  {
    const std::lock_guard lock(mutex_);
    told = !up_ && error_ == why;
    up_ = false;
    error_ = why;
    ++failures_;
    ++counts_.failures;
    counts_.dropped += others_.size();
    others_.clear();
    lost_at_ = lost_at_.value_or(now);
    repeat_at_.reset();
  }
  if (!told) {
    logger().warn("the broker cannot be reached", {{"broker", broker_->place()}, {"error", why}});
  }
}

void Bus::pause() {
  const double chance = std::uniform_real_distribution<double>(0, 1)(chances_);
  std::unique_lock lock(mutex_);
  const auto time = retry_pause(failures_, options_.retry_first, options_.retry_longest, chance);
  wake_.wait_for(lock, time, [this] { return stopping_; });
}

Bus::Batch Bus::take() {
  Batch batch;
  const std::lock_guard lock(mutex_);
  batch.entries = outbox_.take(batch_max);
  while (batch.entries.size() + batch.others.size() < batch_max && !others_.empty()) {
    batch.others.push_back(std::move(others_.front()));
    others_.pop_front();
  }
  return batch;
}

bool Bus::flush() {
  for (Batch batch = take(); !batch.entries.empty() || !batch.others.empty(); batch = take()) {
    std::vector<OutgoingMessage> messages;
    for (const Outbox::Entry& entry : batch.entries) {
      const std::string id =
          entry.news.empty() ? random_uuid() : id_of_news(entry.destination, entry.news);
      messages.push_back(
          {random_uuid(), json_of(event(EventType::refresh, entry.destination, id))});
    }
    for (const Event& other : batch.others) {
      messages.push_back({random_uuid(), json_of(other)});
    }
    const std::size_t confirmed = broker_->send(messages);
    settle(batch, confirmed);
    if (confirmed < messages.size()) {
      lost(broker_->failure());
      return false;
    }
  }
  return true;
}

void Bus::settle(const Batch& batch, std::size_t confirmed) {
  const auto now = steady_clock::now();
  const auto entries = std::min(confirmed, batch.entries.size());
  const auto middle = batch.entries.begin() + static_cast<std::ptrdiff_t>(entries);
  const std::lock_guard lock(mutex_);
  counts_.sent += confirmed;
  for (auto entry = batch.entries.begin(); entry != middle; ++entry) {
    counts_.time_to_confirm += now - entry->since;
  }
  outbox_.confirmed({batch.entries.begin(), middle}, now);
  outbox_.failed({middle, batch.entries.end()});
  counts_.dropped += batch.others.size() - (confirmed - entries);
}

// How long to listen, at most: until something falls due.
milliseconds Bus::patience() const {
  const std::lock_guard lock(mutex_);
  if (!repeat_at_) {
    return patience_max;
  }
  const auto left = std::chrono::ceil<milliseconds>(*repeat_at_ - steady_clock::now());
  return std::clamp(left, milliseconds(0), patience_max);
}

void Bus::repeat_when_settled(Time now) {
  const std::lock_guard lock(mutex_);
  if (!lost_at_) {
    outbox_.forget_before(now - before_break);
  } else if (repeat_at_ && *repeat_at_ <= now) {
    outbox_.forget_before(*lost_at_ - before_break);
    outbox_.repeat(now);
    lost_at_.reset();
    repeat_at_.reset();
  }
}

bool Bus::listen() {
  const auto came = broker_->wait(patience());
  if (!came) {
    lost(came.error().text());
    return false;
  }
  for (const std::string& text : *came) {
    hear(text);
  }
  repeat_when_settled(steady_clock::now());
  return true;
}

void Bus::hear(const std::string& text) {
  const auto event = parse_event(text);
  {
    const std::lock_guard lock(mutex_);
    ++(event ? counts_.heard : counts_.unreadable);
  }
  if (event) {
    hear(*event);
  } else {
    logger().debug("a message that is no event", {{"reason", event.error().text()}});
  }
}

void Bus::hear(const Event& event) {
  if (event.type == EventType::ack) {
    if (options_.trace) {
      logger().info("acknowledged",
                    {{"event", event.ack_id}, {"by", base::shortened(event.origin, 200)}});
    }
    const std::lock_guard lock(mutex_);
    ++counts_.acks_heard;
    return;
  }
  const bool for_me = is_meant(event.destination, options_.id, options_.other_names);
  if (options_.trace) {
    logger().info("heard", {{"event", event.id},
                            {"type", class_of(event.type)},
                            {"from", base::shortened(event.origin, 200)},
                            {"to", base::shortened(event.destination, 200)},
                            {"meant", for_me ? "yes" : "no"}});
  }
  if (event.type == EventType::refresh && options_.refresh) {
    hear_refresh(event, for_me);
  }
}

void Bus::hear_refresh(const Event& event, bool for_me) {
  const bool mine = !event.origin.empty() && matches(event.origin, options_.id);
  // Who has our name is a replica, or the server that we take the place of: what it tells others
  // of is in our remotes as well.
  const bool replica = !mine && application_of(event.origin) == application_of(options_.id);
  if (replica) {
    const std::lock_guard lock(mutex_);
    echoes_.heard(event.id, steady_clock::now());
  }
  if (!mine && (for_me || replica)) {
    const std::lock_guard hearing(hearing_);
    std::function<void()> look;
    {
      const std::lock_guard lock(mutex_);
      look = look_;
      counts_.looks += look ? 1U : 0U;
    }
    if (look) {
      look();
    }
  }
  if (for_me && options_.ack) {
    acknowledge(event);
  }
}

void Bus::acknowledge(const Event& heard) {
  Event ack = event(EventType::ack, options_.ack_destination, random_uuid());
  ack.ack_id = heard.id;
  ack.ack_destination = heard.destination;
  ack.ack_class = class_of(heard.type);
  queue(std::move(ack));
}

}  // namespace cairn::bus

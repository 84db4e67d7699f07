// What comes into the outbox, and what is told of the bus itself. The thread is in bus_thread.cpp.
#include "bus/bus.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "bus/address.hpp"
#include "bus/uuid.hpp"

namespace cairn::bus {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t others_max = 256;

// Equal on every replica that saw the same label come to the same state.
std::string news_of(const std::string& uri, const service::LabelChange& change) {
  return uri + '\n' + change.label + '\n' + change.after;
}

// What is to be told to whom.
std::map<std::string, std::set<std::string>> told(const service::ChangeNews& news) {
  std::map<std::string, std::set<std::string>> all;
  for (const service::LabelChange& change : news.changes) {
    if (change.affected.all) {
      all[destination_of_application("*")].insert(news_of(news.uri, change));
    }
    for (const std::string& application : change.affected.applications) {
      all[destination_of_application(application)].insert(news_of(news.uri, change));
    }
  }
  return all;
}

service::Figure gauge(std::string_view name, std::string_view help, double value) {
  return {name, help, false, {}, value};
}

service::Figure counter(std::string_view name, std::string_view help, std::uint64_t value) {
  return {name, help, true, {}, static_cast<double>(value)};
}

}  // namespace

Bus::Bus(Options options, std::unique_ptr<Broker> broker)
    : options_(std::move(options)), broker_(std::move(broker)), outbox_(options_.waiting_max) {}

Bus::~Bus() {
  stop();
}

void Bus::start(std::function<void()> look) {
  {
    const std::lock_guard lock(mutex_);
    look_ = std::move(look);
    error_ = "not connected yet";
  }
  thread_ = std::thread([this] { run(); });
}

void Bus::deafen() {
  {
    const std::lock_guard lock(mutex_);
    look_ = nullptr;
  }
  const std::lock_guard hearing(hearing_);  // A call that is under way ends first.
}

void Bus::stop() {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      return;
    }
    stopping_ = true;
  }
  wake_.notify_all();
  broker_->wake();
  if (thread_.joinable()) {
    thread_.join();
  }
}

bool Bus::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Bus::add(const std::string& destination, const std::set<std::string>& news) {
  {
    const std::lock_guard lock(mutex_);
    outbox_.add(destination, news, steady_clock::now());
  }
  broker_->wake();
}

void Bus::changed(const service::ChangeNews& news) {
  if (options_.targets == Targets::guessed) {
    return;
  }
  const auto now = steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [destination, what] : told(news)) {
      if (news.here_alone) {
        outbox_.add(destination, {}, now);
      } else if (echoes_.settled(id_of_news(destination, what), news.last_read, now)) {
        ++counts_.settled;
      } else {
        outbox_.add(destination, what, now);
      }
    }
  }
  broker_->wake();
}

void Bus::guessed(const std::vector<std::string>& services) {
  if (options_.targets == Targets::changed) {
    return;
  }
  for (const std::string& service : services) {
    add(destination_of(service), {});
  }
}

void Bus::refresh_others(const std::optional<std::string>& destination) {
  add(destination_of(destination), {});
}

void Bus::change_environment(const std::optional<std::string>& destination, const std::string& name,
                             const std::string& value) {
  Event made = event(EventType::environment_change, destination_of(destination), random_uuid());
  made.values.emplace_back(name, value);
  queue(std::move(made));
}

// What is of no use later: while the broker is away it is dropped.
void Bus::queue(Event event) {
  {
    const std::lock_guard lock(mutex_);
    if (!up_ || others_.size() >= others_max) {
      ++counts_.dropped;
      return;
    }
    others_.push_back(std::move(event));
  }
  broker_->wake();
}

Event Bus::event(EventType type, std::string destination, std::string id) const {
  Event made;
  made.type = type;
  made.destination = std::move(destination);
  made.id = std::move(id);
  made.origin = options_.id;
  made.timestamp = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  return made;
}

std::vector<service::Figure> Bus::figures() const {
  const auto now = steady_clock::now();
  const std::lock_guard lock(mutex_);
  const std::chrono::duration<double> age = now - outbox_.oldest(now);
  const std::chrono::duration<double> confirming = counts_.time_to_confirm;
  return {
      gauge("cairn_bus_up", "whether the broker is reached", up_ ? 1 : 0),
      gauge("cairn_bus_waiting", "destinations that the broker has not confirmed yet",
            static_cast<double>(outbox_.size())),
      gauge("cairn_bus_oldest_waiting_seconds", "how long the oldest of them waits", age.count()),
      counter("cairn_bus_sent_total", "events that the broker confirmed", counts_.sent),
      {"cairn_bus_confirm_seconds_total",
       "time from news to confirmation, over all events about changes",
       true,
       {},
       confirming.count()},
      counter("cairn_bus_heard_total", "events that came, our own among them", counts_.heard),
      counter("cairn_bus_unreadable_total", "messages that are no event", counts_.unreadable),
      counter("cairn_bus_acks_total", "events that others acknowledged", counts_.acks_heard),
      counter("cairn_bus_looks_total", "looks at the remotes because of an event", counts_.looks),
      counter("cairn_bus_told_by_others_total",
              "news not told, because another replica had told them in time", counts_.settled),
      counter("cairn_bus_merged_total",
              "destinations that one event to everybody took the place of", outbox_.merged()),
      counter("cairn_bus_dropped_total",
              "acknowledgements and changes of environments that were not sent", counts_.dropped),
      counter("cairn_bus_connects_total", "connections to the broker", counts_.connects),
      counter("cairn_bus_failures_total", "connections that failed or were lost", counts_.failures),
  };
}

service::BrokerHealth Bus::health() const {
  const std::lock_guard lock(mutex_);
  return {std::string(broker_->name()), up_,           version_, broker_->place(),
          up_ ? std::string() : error_, outbox_.size()};
}

}  // namespace cairn::bus

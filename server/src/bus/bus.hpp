// Bus: tells other programs of changes, and hears what they tell, through a broker, as Spring Cloud
// Bus does. Applications with its starter refresh on what it says; replicas of this server look at
// their remotes.
//
// A thread of its own speaks to the broker; whoever has something to tell puts it into the outbox
// and goes on. While the broker is away the outbox keeps what there is to tell, an entry for each
// destination. See docs/BUS.md.
//
// Thread-safety: all functions may be called from any thread, but start() and stop(), which are the
// owner's. Ownership: `look` is called on the bus's thread until deafen() returns.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "bus/broker.hpp"
#include "bus/echoes.hpp"
#include "bus/event.hpp"
#include "bus/options.hpp"
#include "bus/outbox.hpp"
#include "service/change_announcer.hpp"

namespace cairn::bus {

class Bus final : public service::ChangeAnnouncer {
 public:
  Bus(Options options, std::unique_ptr<Broker> broker);
  ~Bus() override;  // stops
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;

  // Begins to connect. `look` is called for every event that asks this server to refresh.
  void start(std::function<void()> look);
  // From here on nothing that is heard has an effect.
  void deafen();
  // Sends what waits, if the broker can be reached, and ends. Takes a few time limits of the
  // connection at most.
  void stop();

  [[nodiscard]] bool wants_guesses() const override { return options_.targets != Targets::changed; }
  void changed(const service::ChangeNews& news) override;
  void guessed(const std::vector<std::string>& services) override;
  void refresh_others(const std::optional<std::string>& destination) override;
  void change_environment(const std::optional<std::string>& destination, const std::string& name,
                          const std::string& value) override;
  [[nodiscard]] std::vector<service::Figure> figures() const override;
  [[nodiscard]] service::BrokerHealth health() const override;

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Batch {
    std::vector<Outbox::Entry> entries;
    std::vector<Event> others;  // acks, and changes of environments
  };
  // Since the start.
  struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t heard = 0;
    std::uint64_t unreadable = 0;
    std::uint64_t acks_heard = 0;
    std::uint64_t looks = 0;
    std::uint64_t settled = 0;
    std::uint64_t dropped = 0;
    std::uint64_t connects = 0;
    std::uint64_t failures = 0;
    std::chrono::nanoseconds time_to_confirm{0};
  };

  void run();
  // One attempt; false when the thread has to pause.
  [[nodiscard]] bool connect();
  void pause();
  // Both return false when the connection is lost.
  [[nodiscard]] bool flush();
  [[nodiscard]] bool listen();
  void lost(const std::string& why);
  void repeat_when_settled(Time now);
  [[nodiscard]] Batch take();
  void settle(const Batch& batch, std::size_t confirmed);
  [[nodiscard]] std::chrono::milliseconds patience() const;

  void hear(const std::string& text);
  void hear(const Event& event);
  void hear_refresh(const Event& event, bool for_me);
  void acknowledge(const Event& event);
  void queue(Event event);
  void add(const std::string& destination, const std::set<std::string>& news);
  [[nodiscard]] Event event(EventType type, std::string destination, std::string id) const;
  [[nodiscard]] bool stopping() const;

  const Options options_;
  const std::unique_ptr<Broker> broker_;
  std::minstd_rand chances_{std::random_device()()};  // of the thread

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::function<void()> look_;  // Guarded by mutex_, as everything below.
  Outbox outbox_;
  Echoes echoes_;
  std::deque<Event> others_;  // to be sent once, or not at all
  Counts counts_;
  bool stopping_ = false;
  bool up_ = false;
  std::string version_;
  std::string error_;              // of the last failure, while it is down
  unsigned failures_ = 0;          // in a row
  std::optional<Time> lost_at_;    // when it was last up, until what was sent then was repeated
  std::optional<Time> repeat_at_;  // after a reconnect

  std::mutex hearing_;  // held while look_ is called
  std::thread thread_;
};

}  // namespace cairn::bus

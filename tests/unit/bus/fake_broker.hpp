// A broker in memory, which can be away, lose the connection, or confirm only some of what it gets.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "bus/broker.hpp"

namespace cairn::bus {

// Outlives the broker, which the bus owns.
struct FakePlace {
  std::mutex mutex;
  std::condition_variable changed;
  // Guarded by mutex, as all.
  bool away = false;
  bool cut = false;                      // the connection is lost at the next call
  std::size_t confirms_max = 1'000'000;  // of one send; the rest is lost with the connection
  std::size_t connects = 0;
  std::vector<std::string> sent;
  std::deque<std::string> to_hear;
  bool woken = false;

  template <typename Change>
  void change(const Change& change_it) {
    {
      const std::lock_guard lock(mutex);
      change_it();
    }
    changed.notify_all();
  }
  // Waits until it is true, for ten seconds at most.
  template <typename Condition>
  bool until(const Condition& condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(10), condition);
  }
  void hear(std::string text) {
    change([&] { to_hear.push_back(std::move(text)); });
  }
};

class FakeBroker final : public Broker {
 public:
  explicit FakeBroker(FakePlace& place) : place_(place) {}

  std::string_view name() const override { return "fake"; }
  std::string place() const override { return "memory"; }
  Result<void> connect() override {
    const std::lock_guard lock(place_.mutex);
    if (place_.away) {
      return fail(ErrorCode::unavailable, "away");
    }
    ++place_.connects;
    place_.cut = false;
    place_.changed.notify_all();
    return {};
  }
  std::size_t send(const std::vector<OutgoingMessage>& messages) override {
    const std::lock_guard lock(place_.mutex);
    const std::size_t confirmed =
        place_.cut || place_.away ? 0 : std::min(messages.size(), place_.confirms_max);
    for (std::size_t i = 0; i < confirmed; ++i) {
      place_.sent.push_back(messages[i].body);
    }
    place_.confirms_max = 1'000'000;
    place_.changed.notify_all();
    return confirmed;
  }
  Result<std::vector<std::string>> wait(std::chrono::milliseconds time) override {
    std::unique_lock lock(place_.mutex);
    place_.changed.wait_for(lock, time, [this] {
      return place_.woken || place_.cut || place_.away || !place_.to_hear.empty();
    });
    place_.woken = false;
    if (place_.cut || place_.away) {
      return fail(ErrorCode::unavailable, "cut");
    }
    std::vector<std::string> came(place_.to_hear.begin(), place_.to_hear.end());
    place_.to_hear.clear();
    return came;
  }
  std::string failure() const override { return "cut"; }
  void wake() override {
    place_.change([this] { place_.woken = true; });
  }

 private:
  FakePlace& place_;
};

}  // namespace cairn::bus

// Deliveries: who wants to be told what, and the telling: one call at a time, in order, outside
// locks.
//
// Whoever has something to tell delivers it in its own thread, unless another thread (or a callback
// up the stack) is delivering: that one goes on with it then.
//
// Thread-safety: all members from any thread, also from inside a callback.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "cairn/live_config.hpp"

namespace cairn::client {

// Which changes a subscriber is told.
class Interest {
 public:
  // A key, and what belongs to its value: "hosts" is "hosts[0].name" as well.
  [[nodiscard]] static Interest in_key(const std::string& key);
  // A prefix and everything below; "" is everything.
  [[nodiscard]] static Interest in_all_below(const std::string& prefix);

  [[nodiscard]] bool covers(const std::string& key) const;

 private:
  std::string name_;  // canonical
  bool below_ = false;
};

class Deliveries {
 public:
  using Clock = std::chrono::steady_clock;
  using OnUpdate = std::function<void(const Update&)>;
  using OnTrouble = std::function<void(const Error&)>;
  static constexpr std::size_t updates_waiting_max = 16;  // more are joined
  static constexpr std::chrono::seconds patience{5};      // with a callback that runs

  std::uint64_t add(Interest interest, OnUpdate callback);
  std::uint64_t add(OnTrouble callback);

  // Afterwards the callback neither runs nor is called again; but see `patience`, and inside of a
  // callback it does not wait for the call that it is part of.
  void remove(std::uint64_t id);
  // The same for all, for good.
  void close();

  // Puts something at the end of what is to be told.
  void enqueue(Update update);
  void enqueue(Error trouble);
  // Tells what is to be told, unless somebody does so already.
  void deliver();
  void announce(Error trouble) {
    enqueue(std::move(trouble));
    deliver();
  }

 private:
  struct Subscriber {
    std::uint64_t id = 0;
    Interest interest;
    std::variant<OnUpdate, OnTrouble> callback;
    bool gone = false;
  };
  using Event = std::variant<Update, Error>;
  using Lock = std::unique_lock<std::mutex>;

  std::uint64_t add(Subscriber subscriber);
  void tell_all(Lock& lock, const Event& event);
  void tell(Lock& lock, const std::shared_ptr<Subscriber>& subscriber, const Event& event);
  void wait_while_running(Lock& lock, const Subscriber* one);

  std::mutex mutex_;
  std::condition_variable call_ended_;
  std::vector<std::shared_ptr<Subscriber>> subscribers_;  // in the order in which they came
  std::deque<Event> waiting_;
  std::uint64_t last_id_ = 0;
  std::shared_ptr<const Subscriber> running_;  // whose callback runs
  std::thread::id delivering_;                 // none: nobody
  bool closed_ = false;
};

}  // namespace cairn::client

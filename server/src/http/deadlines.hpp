// Deadlines: how long each connection may stay in what it waits for. Every kind of waiting has one
// length, so a list per kind is in the order of deadlines, and arming one is moving a node.
//
// Thread-safety: for one thread. Ownership: the lists own the connections.
// Cost: arm() is O(1) and allocates nothing; a sweep looks at what is over and one more.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <utility>
#include <vector>

#include "http/options.hpp"

namespace cairn::http {

enum class Waiting { idle, head, body, answer, write, linger, late, watch, handshake };

template <typename Owner>
class Deadlines {
 public:
  using Clock = std::chrono::steady_clock;
  struct Slot {
    std::shared_ptr<Owner> owner;
    Waiting waiting = Waiting::idle;
    Clock::time_point deadline;
  };
  using Position = typename std::list<Slot>::iterator;

  explicit Deadlines(const Timeouts& timeouts)
      : lengths_{timeouts.idle,   timeouts.header, timeouts.body,
                 timeouts.answer, timeouts.write,  timeouts.linger,
                 timeouts.late,   timeouts.watch,  timeouts.handshake} {}

  [[nodiscard]] Position add(std::shared_ptr<Owner> owner, Clock::time_point now) {
    auto& list = list_of(Waiting::idle);
    list.push_back({std::move(owner), Waiting::idle, now + lengths_[0]});
    ++size_;
    return std::prev(list.end());
  }

  // Starts the time of another kind of waiting, or the same one anew.
  void arm(Position position, Waiting waiting, Clock::time_point now) {
    auto& to = list_of(waiting);
    to.splice(to.end(), list_of(position->waiting), position);
    position->waiting = waiting;
    position->deadline = now + lengths_[static_cast<std::size_t>(waiting)];
  }

  void remove(Position position) {
    list_of(position->waiting).erase(position);
    --size_;
  }

  [[nodiscard]] std::vector<std::shared_ptr<Owner>> over(Clock::time_point now) const {
    std::vector<std::shared_ptr<Owner>> found;
    for (const auto& list : lists_) {
      for (const Slot& slot : list) {
        if (slot.deadline > now) {
          break;
        }
        found.push_back(slot.owner);
      }
    }
    return found;
  }

  [[nodiscard]] std::vector<std::shared_ptr<Owner>> all() const {
    return over(Clock::time_point::max());
  }

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::list<Slot>& list_of(Waiting waiting) { return lists_[static_cast<std::size_t>(waiting)]; }

  const std::array<std::chrono::milliseconds, 9> lengths_;
  std::array<std::list<Slot>, 9> lists_;
  std::size_t size_ = 0;
};

}  // namespace cairn::http

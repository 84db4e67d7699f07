// WatchGroups: the streams that wait for a change. Those that would get the same answer and have
// the same one are a group: it asks the service once, and what it is told is encoded once.
//
// Thread-safety: for one thread, the room's own; news of the service is posted to that.
// Ownership: keeps each watcher until it leaves.
// Cost: of a stream, an entry in two maps.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>

#include "rpc/answers.hpp"
#include "rpc/door.hpp"
#include "rpc/verdict.hpp"
#include "service/config_service.hpp"

namespace cairn::rpc {

// A stream, as this room's thread sees it. Its functions return at once.
class Watcher {
 public:
  virtual ~Watcher() = default;

  // Whether it has ended, so that it will not leave any more. From any thread.
  [[nodiscard]] virtual bool gone() const = 0;
  // A state to be sent; one that was not sent yet when the next one comes is passed over.
  virtual void tell(std::shared_ptr<const Encoded> state) = 0;
  // Ends the stream once what is being written is written.
  virtual void end(const Verdict& verdict) = 0;
  // Ends it now: its client does not read.
  virtual void cut() = 0;
};

class WatchGroups : public std::enable_shared_from_this<WatchGroups> {
 public:
  using Clock = std::chrono::steady_clock;
  using Post = std::function<void(std::function<void()>)>;

  struct Options {
    std::chrono::milliseconds life{3'600'000};     // of a stream; up to a tenth shorter
    std::chrono::milliseconds last_write{10'000};  // after its end
  };

  // The service and the post must outlive close(); the answers and the door are kept.
  WatchGroups(Options options, service::ConfigService& service, std::shared_ptr<Answers> answers,
              std::shared_ptr<const Door> door, Post post);
  WatchGroups(const WatchGroups&) = delete;
  WatchGroups& operator=(const WatchGroups&) = delete;

  struct Newcomer {
    std::shared_ptr<Watcher> watcher;
    std::shared_ptr<const service::ReadRequest> question;
    std::shared_ptr<const Encoded> present;  // what `question` was answered with; no failure
    std::string seen;                        // the tag of what the client has; "" for nothing
    Caller caller;
  };
  // Tells the newcomer the present state, unless it has that, and every later one.
  void enter(Newcomer newcomer, Clock::time_point now);
  void leave(const Watcher* watcher);

  // Ends what has lived long enough, and who lost the right, cuts off what was ended and still is
  // not gone.
  void sweep(Clock::time_point now);
  // Ends all, and whoever comes later. To be followed by forget() once they are gone.
  void close(const Verdict& verdict);
  void forget();

  [[nodiscard]] std::size_t size() const { return seats_.size(); }
  [[nodiscard]] std::size_t groups() const { return groups_.size(); }

 private:
  struct Group;
  struct Seat {
    std::shared_ptr<Watcher> watcher;
    Caller caller;
    Clock::time_point until;
    bool ended = false;
    std::shared_ptr<Group> group;
    std::list<const Watcher*>::iterator place;
  };
  using Question = std::shared_ptr<const service::ReadRequest>;

  void sit(Seat& seat, const Watcher* watcher, const Question& question,
           const std::shared_ptr<const service::Answer>& seen);
  [[nodiscard]] std::shared_ptr<Group> group_of(const Question& question,
                                                const std::shared_ptr<const service::Answer>& seen);
  void stand_up(Seat& seat);
  void changed(const std::shared_ptr<Group>& group, const service::Change& change);
  void end_if_lost(Seat& seat, Clock::time_point now);
  void end(Seat& seat, const Verdict& verdict, Clock::time_point now);
  [[nodiscard]] Clock::duration life();

  const Options options_;
  service::ConfigService& service_;
  const std::shared_ptr<Answers> answers_;
  const std::shared_ptr<const Door> door_;
  const Post post_;
  std::unordered_map<const Watcher*, Seat> seats_;
  std::unordered_map<std::string, std::shared_ptr<Group>> groups_;
  bool closed_ = false;
  Verdict closing_;
  std::mt19937 random_{std::random_device{}()};
};

}  // namespace cairn::rpc

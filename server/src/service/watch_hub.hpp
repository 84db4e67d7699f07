// WatchHub: who waits for an answer to become another one.
//
// A waiting client is an entry in a list, never a thread. After each publication one thread makes
// the answer of every distinct question that is waited for once more, and wakes those who have seen
// another one; a new commit that changes nothing for a client wakes nobody.
//
// Thread-safety: all functions may be called from any thread. A callback runs on the hub's thread,
// without a lock, and must be short.
// Cost: a publication makes one answer per distinct question, whatever the number of who waits. The
// answers that were seen are kept, up to a number of bytes, for who wants to be told what differs.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "service/answer.hpp"
#include "service/config_service.hpp"

namespace cairn::service {

class WatchHub {
 public:
  // Makes the present answer. Called on the hub's thread.
  using Make = std::function<Answer(const ReadRequest&)>;

  // Keeps so many bytes of answers for those who are told keys; beyond that they are told none.
  WatchHub(Make make, std::size_t kept_bytes_max);
  // Forgets who waits, without calling back. Its tickets must be gone, or never be used again.
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // `woken` is called once, when the answer is another than `seen` (by status and tag), unless the
  // ticket is destroyed first; a call that is under way then may still come. An answer that failed
  // for a passing reason counts as no change.
  [[nodiscard]] std::unique_ptr<WatchTicket> watch(ReadRequest request,
                                                   std::shared_ptr<const Answer> seen, Tell tell,
                                                   ConfigService::Woken woken);

  // There is a new catalog.
  void published(std::uint64_t generation);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::size_t kept_bytes() const;

 private:
  struct Waiter {
    int status = 0;  // of the answer that was seen, with its tag
    std::string etag;
    std::shared_ptr<const Answer> seen;  // kept for the keys; null for none
    ConfigService::Woken woken;
  };
  using Waiters = std::unordered_map<std::uint64_t, Waiter>;
  struct Question;
  class Ticket;
  using Questions = std::unordered_map<std::string, std::shared_ptr<Question>>;

  void run();
  void check(const std::shared_ptr<Question>& question);
  [[nodiscard]] std::vector<Waiter> take_woken(Question& question, const Answer& answer);
  void leave(Question& question, std::uint64_t waiter);
  [[nodiscard]] Waiter take(Waiters& waiters, Waiters::iterator waiter);

  const Make make_;
  const std::size_t kept_bytes_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Questions questions_;  // Guarded by mutex_, with all below.
  std::deque<std::shared_ptr<Question>> to_check_;
  std::size_t kept_bytes_ = 0;  // of the bodies that waiters keep
  std::uint64_t generation_ = 0;
  std::uint64_t waiters_made_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cairn::service

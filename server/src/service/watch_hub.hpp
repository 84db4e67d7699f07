// WatchHub: who waits for an answer to become another one.
//
// A waiting client is an entry in a list, never a thread. After each publication one thread makes
// the answer of every distinct question that is waited for once more, and wakes those who have seen
// another one; a new commit that changes nothing for a client wakes nobody.
//
// Thread-safety: all functions may be called from any thread. A callback runs on the hub's thread,
// without a lock, and must be short.
// Cost: a publication makes one answer per distinct question, whatever the number of who waits.
#pragma once

#include <condition_variable>
#include <cstdint>
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

  explicit WatchHub(Make make);
  // Forgets who waits, without calling back. Its tickets must be gone, or never be used again.
  ~WatchHub();
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  // `woken` is called once, when the answer is another than `seen` (by status and tag), unless the
  // ticket is destroyed first; a call that is under way then may still come. An answer that failed
  // for a passing reason counts as no change.
  [[nodiscard]] std::unique_ptr<WatchTicket> watch(ReadRequest request, const Answer& seen,
                                                   ConfigService::Callback woken);

  // There is a new catalog.
  void published(std::uint64_t generation);

  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Waiter {
    int status = 0;  // of the answer that was seen, with its tag
    std::string etag;
    ConfigService::Callback woken;
  };
  struct Question;
  class Ticket;
  using Questions = std::unordered_map<std::string, std::shared_ptr<Question>>;

  void run();
  void check(const std::shared_ptr<Question>& question);
  void leave(Question& question, std::uint64_t waiter);

  const Make make_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  Questions questions_;  // Guarded by mutex_, with all below.
  std::vector<std::shared_ptr<Question>> to_check_;
  std::uint64_t generation_ = 0;
  std::uint64_t waiters_made_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cairn::service

// Follower: what is behind a LiveConfig: the present Config, the thread that watches, and the rule
// that an answer to an older request never replaces the answer to a newer one.
//
// Thread-safety: all members but start and stop may be called from any thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "cairn/live_config.hpp"
#include "client/deliveries.hpp"
#include "client/pace.hpp"
#include "client/remote.hpp"
#include "fetch/fetcher.hpp"

namespace cairn::client {

class Follower : public std::enable_shared_from_this<Follower> {
 public:
  // As LiveConfig::start.
  [[nodiscard]] static Result<std::shared_ptr<Follower>> start(
      const LiveOptions& options, fetch::Surroundings surroundings = {});

  // Ends the thread and the callbacks, as LiveConfig's destructor says.
  void stop() noexcept;

  [[nodiscard]] Config config() const;
  [[nodiscard]] LiveState state() const;
  [[nodiscard]] Result<std::vector<Change>> refresh();
  [[nodiscard]] const std::shared_ptr<Deliveries>& deliveries() const { return deliveries_; }

 private:
  // With what a request begins.
  struct Basis {
    std::uint64_t ticket = 0;  // later requests have greater ones
    std::shared_ptr<const Layers> layers;
    std::shared_ptr<const Remote> remote;  // null when there is no server to ask
    std::optional<fetch::Previous> previous;
  };

  Follower(LiveOptions options, fetch::Surroundings surroundings);
  [[nodiscard]] Result<void> load();
  [[nodiscard]] bool start_thread();

  [[nodiscard]] Result<Basis> read_basis();
  [[nodiscard]] Basis next_basis();
  [[nodiscard]] Result<std::vector<Change>> look_and_publish(Basis basis);
  [[nodiscard]] tl::unexpected<Error> failed(Error error);
  // Without effect when the answer to a newer request is there already.
  std::vector<Change> publish(Basis basis, Config config, std::optional<Following> following = {});
  // Both: the lock is held.
  void note_answer(std::optional<Following> following, bool by_server);
  void note_failure(const Error& error);

  void follow();
  [[nodiscard]] Pace::Step first_step();
  [[nodiscard]] Pace::Step round(const Pace::Step& step);
  [[nodiscard]] Pace::Step take_news(Basis basis, Look look, std::chrono::milliseconds took);
  [[nodiscard]] Pace::Step take_no_news(const Basis& basis, const Look& look,
                                        std::chrono::milliseconds took);
  void tell_once(const Error& error);

  const LiveOptions options_;
  const fetch::Surroundings surroundings_;
  const std::shared_ptr<Deliveries> deliveries_ = std::make_shared<Deliveries>();
  std::stop_source stop_;

  std::mutex publishing_;  // held to compare and publish; taken before mutex_

  mutable std::mutex mutex_;  // guards what follows; held for copies only
  Config config_;
  Basis present_;  // what config_ was made with
  std::uint64_t last_ticket_ = 0;
  LiveState state_;
  std::condition_variable thread_ended_;
  bool thread_runs_ = false;

  // Of the thread alone.
  Pace pace_;
  std::chrono::steady_clock::time_point kept_young_;

  std::thread thread_;
};

}  // namespace cairn::client

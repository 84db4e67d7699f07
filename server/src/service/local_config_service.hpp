// LocalConfigService: ConfigService over the repositories of this process.
//
// A read takes the present catalog, is answered on a worker, and identical reads that arrive
// meanwhile share the work. Where it comes to a repository that has to be looked at first, it waits
// for that without a thread and begins again; so only the repositories that an answer needs are
// waited for.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/thread_pool.hpp"
#include "resolve/walk.hpp"
#include "service/answer_builder.hpp"
#include "service/asker_limit.hpp"
#include "service/config_service.hpp"
#include "service/refresher.hpp"
#include "service/watch_hub.hpp"

namespace cairn::service {

struct HealthOptions {
  struct Probe {
    std::string name;
    std::string profiles = "default";
    std::optional<std::string> label;
  };
  std::vector<Probe> probes;  // in the order of the settings
  bool accept_empty = true;
  std::string down_status = "DOWN";
};

class LocalConfigService final : public ConfigService {
 public:
  struct Options {
    AnswerOptions answers;
    HealthOptions health;
    bool request_freshness = false;  // cairn.freshness=request
    std::chrono::milliseconds first_fetch_wait{10'000};
    std::chrono::milliseconds look_wait_max{
        60'000};  // a read waits this long for a look, then answers what it has
    std::size_t workers = 2;
    std::size_t waiting_reads_max = 4096;  // more are answered 429
    // Different reads that one asker waits for; more are answered 429. Who joins a read that is
    // under way already costs nothing. Not with request freshness, where all wait on purpose.
    std::size_t waiting_per_asker_max = 64;
    // Reads with values that nobody decrypted so far, in threads of their own, so that the others
    // need not wait for RSA.
    std::size_t decrypting_threads = 1;
    std::size_t waiting_decryptions_max = 256;                  // more are answered 429
    std::size_t watched_answers_bytes_max = 64U * 1024 * 1024;  // see WatchHub
    ChangeAnnouncer* announcer = nullptr;  // outlives the service; null where nobody is told
  };

  LocalConfigService(Options options, std::unique_ptr<Refresher> refresher);
  // Answers what still waits, then ends. No call may come in any more.
  ~LocalConfigService() override;
  LocalConfigService(const LocalConfigService&) = delete;
  LocalConfigService& operator=(const LocalConfigService&) = delete;

  [[nodiscard]] std::uint64_t generation() const override { return refresher_->generation(); }
  [[nodiscard]] bool answers_may_be_kept() const override { return !options_.request_freshness; }
  void read(ReadRequest request, Callback done) override;
  [[nodiscard]] std::unique_ptr<WatchTicket> watch(ReadRequest request,
                                                   std::shared_ptr<const Answer> seen, Tell tell,
                                                   Woken woken) override;
  [[nodiscard]] WatchCounters& watch_counters() override { return watch_counters_; }
  [[nodiscard]] std::int64_t note_given(const Answer& answer) const override;
  [[nodiscard]] std::int64_t stale_since() const override { return refresher_->stale_since(); }
  void refresh(const RefreshRequest& request, std::function<void(Result<Look>)> done) override;
  void announce(const Announcement& news) override;
  void refresh_others(const std::optional<std::string>& destination) override;
  void change_environment(const std::optional<std::string>& destination, const std::string& name,
                          const std::string& value) override;
  [[nodiscard]] bool ready() override;
  void health(std::function<void(Health)> done) override;
  void status(std::function<void(Result<std::vector<RepositoryStatus>>)> done) override;
  void pin(PinRequest request, std::function<void(Result<PinnedLabel>)> done) override;
  void unpin(UnpinRequest request, std::function<void(Result<PinnedLabel>)> done) override;

  [[nodiscard]] std::vector<Figure> figures() const override;

  // Ends the looks at remotes; what is there is served on. Called once, by the owner.
  void stop() { refresher_->stop(); }
  // Looks soon at every remote, as announce() does, and tells nobody.
  void look_soon() { refresher_->announce({}); }

  // Touches the disk; not for network threads.
  [[nodiscard]] std::vector<RepositoryStatus> status_now(std::size_t labels_max) const;

 private:
  class Job;
  class ReadJob;
  class HealthJob;

  void enqueue(const std::shared_ptr<Job>& job);
  void work(const std::shared_ptr<Job>& job);
  void attempt(const std::shared_ptr<Job>& job, AnswerBuilder::Effort effort);
  void decrypt(const std::shared_ptr<Job>& job);
  // All are true when the job now waits for a look.
  [[nodiscard]] bool wait_where_stopped(const std::shared_ptr<Job>& job, const resolve::Walk& walk);
  [[nodiscard]] bool wait_for_news(const std::shared_ptr<Job>& job, const resolve::Walk& walk,
                                   LookReason reason);
  [[nodiscard]] bool wait_where_rested(const std::shared_ptr<Job>& job, const resolve::Walk& walk);
  void await_look(const std::shared_ptr<Job>& job, LookReason reason,
                  const std::vector<catalog::RepositoryRef>& refs);
  // Distinct present holds of a repository.
  [[nodiscard]] std::size_t held_in(const std::string& repository) const;
  void remember_hold(const catalog::Catalog& catalog, const Answer& answer);

  const Options options_;
  const AnswerBuilder builder_;

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<ReadJob>>
      shared_;         // Guarded by mutex_: reads under way.
  AskerLimit askers_;  // Guarded by mutex_: how many of those each began.
  mutable std::mutex holds_mutex_;
  std::uint64_t holds_generation_ = 0;  // Guarded by holds_mutex_.
  // Guarded by holds_mutex_: repository and what is held there; distinct, bounded.
  std::vector<std::pair<std::string, std::string>> holds_;
  std::atomic<bool> looking_for_anything_{false};  // a look that ready() asked for is not over

  std::unique_ptr<base::ThreadPool> decrypting_;
  std::unique_ptr<base::ThreadPool> workers_;
  std::unique_ptr<base::ThreadPool> operators_;  // one thread: pins are changed one by one
  const std::unique_ptr<Refresher> refresher_;
  WatchCounters watch_counters_;
  WatchHub hub_;
};

}  // namespace cairn::service

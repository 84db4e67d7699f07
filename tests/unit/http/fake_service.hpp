// FakeService: a ConfigService for tests. It answers on the spot from a function, or keeps the
// callbacks until the test releases them; it counts what it was asked.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/config_service.hpp"

namespace cairn::http {

class FakeService final : public service::ConfigService {
 public:
  using Maker = std::function<service::Answer(const service::ReadRequest&)>;

  // Without a maker: 200 with the question in words.
  explicit FakeService(Maker maker = &FakeService::in_words) : maker_(std::move(maker)) {}

  [[nodiscard]] std::uint64_t generation() const override { return generation_now; }
  [[nodiscard]] bool answers_may_be_kept() const override { return keep; }
  [[nodiscard]] std::int64_t note_given(const service::Answer&) const override {
    ++given;
    return stale;
  }
  [[nodiscard]] std::int64_t stale_since() const override { return stale; }

  void read(service::ReadRequest request, Callback done) override {
    {
      const std::lock_guard lock(mutex_);
      asker_ = request.asker;
    }
    ended_rest = request.ends_rest;
    ++reads;
    auto answer = std::make_shared<service::Answer>(maker_(request));
    answer->generation = generation_now;
    call([done = std::move(done), answer] { done(answer); });
  }

  // Who waits is woken by wake().
  std::unique_ptr<service::WatchTicket> watch(service::ReadRequest,
                                              std::shared_ptr<const service::Answer>, service::Tell,
                                              Woken woken) override {
    const std::lock_guard lock(mutex_);
    watchers_.push_back(std::move(woken));
    ++watches;
    return std::make_unique<Ticket>(watches_left);
  }

  service::WatchCounters& watch_counters() override { return counters; }

  void wake(const service::Answer& answer,
            const std::optional<std::vector<std::string>>& keys = std::nullopt) {
    std::vector<Woken> woken;
    {
      const std::lock_guard lock(mutex_);
      woken.swap(watchers_);
    }
    service::Change change{std::make_shared<const service::Answer>(answer), nullptr};
    if (keys) {
      change.keys = std::make_shared<const std::vector<std::string>>(*keys);
    }
    for (const Woken& callback : woken) {
      callback(change);
    }
  }

  [[nodiscard]] std::vector<service::Figure> figures() const override {
    return {{"cairn_some", "words", true, "one", 3}, {"cairn_some", "words", true, "two", 4}};
  }
  void announce(const service::Announcement& told) override { news.push_back(told); }
  void refresh_others(const std::optional<std::string>& destination) override {
    others = destination.value_or("everybody");
  }
  void refresh(const service::RefreshRequest& request,
               std::function<void(Result<service::Look>)> done) override {
    forced = request.force;
    refreshed = request.repository.value_or("all");
    call([this, done = std::move(done)] { done(refresh_outcome); });
  }

  [[nodiscard]] bool ready() override { return health_now.ready; }
  void health(std::function<void(service::Health)> done) override {
    call([this, done = std::move(done)] { done(health_now); });
  }

  void status(std::function<void(Result<std::vector<service::RepositoryStatus>>)> done) override {
    call([this, done = std::move(done)] { done(repositories); });
  }

  void pin(service::PinRequest request,
           std::function<void(Result<service::PinnedLabel>)> done) override {
    pinned = std::move(request);
    call([this, done = std::move(done)] { done(pin_outcome); });
  }
  void unpin(service::UnpinRequest request,
             std::function<void(Result<service::PinnedLabel>)> done) override {
    unpinned = std::move(request);
    call([this, done = std::move(done)] { done(pin_outcome); });
  }

  // Who asked last.
  [[nodiscard]] std::string asker() {
    const std::lock_guard lock(mutex_);
    return asker_;
  }

  // Runs what was held back, on this thread. Returns how many there were.
  std::size_t release() {
    std::deque<std::function<void()>> run;
    {
      const std::lock_guard lock(mutex_);
      run.swap(held_);
    }
    for (const auto& job : run) {
      job();
    }
    return run.size();
  }

  static service::Answer in_words(const service::ReadRequest& request) {
    service::Answer answer;
    answer.body = request.query.application() + "|" + request.query.profiles() + "|" +
                  (request.query.label() ? request.query.label()->text() : "-") + "|" +
                  request.path + "|" + (request.resolve_placeholders ? "" : "raw");
    answer.etag = "\"tag\"";
    answer.revision = "0123abcd";
    return answer;
  }

  // Set before the server starts.
  bool keep = true;
  bool hold = false;  // callbacks wait for release()
  service::Health health_now;
  std::vector<service::Announcement> news;
  Result<service::Look> refresh_outcome = service::Look();
  std::string others;  // who was asked to refresh last
  std::string refreshed;
  Result<service::PinnedLabel> pin_outcome = service::PinnedLabel();
  std::optional<service::PinRequest> pinned;
  std::optional<service::UnpinRequest> unpinned;
  std::vector<service::RepositoryStatus> repositories;

  std::atomic<std::uint64_t> generation_now{1};
  std::atomic<std::int64_t> stale{0};
  std::atomic<int> reads{0};
  std::atomic<bool> ended_rest{false};  // ReadRequest::ends_rest of the last read
  mutable std::atomic<int> given{0};
  service::WatchCounters counters;
  std::atomic<int> watches{0};
  std::atomic<int> watches_left{0};
  std::atomic<bool> forced{false};

 private:
  struct Ticket final : service::WatchTicket {
    explicit Ticket(std::atomic<int>& count) : left(count) {}
    ~Ticket() override { ++left; }
    std::atomic<int>& left;
  };

  void call(std::function<void()> job) {
    if (!hold) {
      job();
      return;
    }
    const std::lock_guard lock(mutex_);
    held_.push_back(std::move(job));
  }

  Maker maker_;
  std::mutex mutex_;
  std::string asker_;                       // Guarded by mutex_.
  std::vector<Woken> watchers_;             // Guarded by mutex_.
  std::deque<std::function<void()>> held_;  // Guarded by mutex_.
};

}  // namespace cairn::http

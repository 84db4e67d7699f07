// A service over one repository that exists only in memory, and a remote that tests push to.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "service/local_config_service.hpp"
#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"

namespace cairn::testing {

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::service::Answer;
using cairn::service::LocalConfigService;
using cairn::service::ReadRequest;
using cairn::service::Refresher;

// A remote that a test pushes to; what was pushed is seen after the next look.
class PushedSource final : public source::Source {
 public:
  void push(const std::string& branch, Files files) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<MemorySnapshot>(*upstream_);
    next->commit(branch, std::move(files));
    next->labels[branch].ref = "refs/heads/" + branch;
    upstream_ = std::move(next);
  }
  // A commit that can be asked for by its id.
  void push_id(const std::string& id) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<MemorySnapshot>(*upstream_);
    next->point(id, id);
    next->labels[id].exact = true;
    upstream_ = std::move(next);
  }
  // What cannot be read any more, until the next push.
  void push_damage(const std::string& branch) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<MemorySnapshot>(*upstream_);
    auto tree = std::make_shared<cairn::testing::MemoryTree>();
    tree->broken = true;
    next->labels[branch].revision.tree = std::move(tree);
    upstream_ = std::move(next);
  }
  void take() {
    const std::lock_guard lock(mutex_);
    current_ = upstream_;
  }
  void go_down() {
    const std::lock_guard lock(mutex_);
    down_ = true;
  }
  void come_back() {
    const std::lock_guard lock(mutex_);
    down_ = false;
  }
  int looks() const {
    const std::lock_guard lock(mutex_);
    return looks_;
  }

  std::shared_ptr<const source::Snapshot> current() const override {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  cairn::Result<void> keep(const std::set<std::string>& commits) override {
    const std::lock_guard lock(mutex_);
    if (disk_full_) {
      return cairn::fail(ErrorCode::internal, "the disk is full");
    }
    kept_ = commits;
    return {};
  }
  void fill_disk() {
    const std::lock_guard lock(mutex_);
    disk_full_ = true;
  }
  std::set<std::string> kept() const {
    const std::lock_guard lock(mutex_);
    return kept_;
  }
  cairn::Result<source::FetchReport> fetch(std::stop_token) override {
    const std::lock_guard lock(mutex_);
    ++looks_;
    if (down_) {
      return cairn::fail(ErrorCode::unavailable, "remote is down");
    }
    source::FetchReport report;
    report.changed = current_ != upstream_;
    for (const auto& [label, resolved] : upstream_->labels) {
      const auto before =
          current_ == nullptr ? decltype(upstream_->labels.end())() : current_->labels.find(label);
      const std::string was = current_ == nullptr || before == current_->labels.end()
                                  ? std::string()
                                  : before->second.revision.id;
      if (was != resolved.revision.id) {
        report.moved.push_back({label, was, resolved.revision.id});
      }
    }
    current_ = upstream_;
    return report;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<MemorySnapshot> upstream_ = std::make_shared<MemorySnapshot>();
  std::shared_ptr<MemorySnapshot> current_;
  std::set<std::string> kept_;
  int looks_ = 0;
  bool down_ = false;
  bool disk_full_ = false;
};

struct ServiceRig {
  std::unique_ptr<PushedSource> source = std::make_unique<PushedSource>();
  PushedSource& remote = *source;
  LocalConfigService::Options options;
  bool background = false;
  std::string pins_file;
  std::function<void(const cairn::service::ChangeNews&)> changed;
  std::unique_ptr<LocalConfigService> service;

  void start() {
    options.request_freshness = !background;
    std::vector<Refresher::Repository> repositories;
    auto settings = std::make_shared<cairn::catalog::RepositorySettings>();
    settings->uri = "u";
    Refresher::Repository repository;
    repository.id = "git";
    repository.settings = settings;
    repository.source = std::move(source);
    repository.pins_file = pins_file;
    repositories.push_back(std::move(repository));
    Refresher::Options schedule;
    schedule.background = background;
    schedule.poll_interval = 1h;
    schedule.changed = changed;
    auto documents =
        std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{});
    service = std::make_unique<LocalConfigService>(
        options, std::make_unique<Refresher>(std::make_shared<const cairn::catalog::Layout>(
                                                 cairn::testing::layout_of({*settings})),
                                             std::move(repositories), documents, schedule));
  }

  std::shared_ptr<const Answer> ask(const char* name, const char* profiles,
                                    const char* label = nullptr) const {
    const auto query = cairn::resolve::Query::parse(
        name, profiles, label == nullptr ? std::nullopt : std::optional<std::string_view>(label));
    return wait_for(ReadRequest{.query = *query}).get();
  }

  static ReadRequest asking(const char* asker, const char* name) {
    ReadRequest request{.query = *cairn::resolve::Query::parse(name, "dev", std::nullopt)};
    request.asker = asker;
    return request;
  }

  std::future<std::shared_ptr<const Answer>> wait_for(ReadRequest request) const {
    auto promise = std::make_shared<std::promise<std::shared_ptr<const Answer>>>();
    auto future = promise->get_future();
    service->read(std::move(request), [promise](std::shared_ptr<const Answer> answer) {
      promise->set_value(std::move(answer));
    });
    return future;
  }

  cairn::Result<cairn::service::Look> refresh(
      bool force, std::optional<std::string> repository = std::nullopt) const {
    std::promise<cairn::Result<cairn::service::Look>> promise;
    service->refresh({force, std::move(repository)}, [&](cairn::Result<cairn::service::Look> done) {
      promise.set_value(std::move(done));
    });
    return promise.get_future().get();
  }

  cairn::Result<cairn::service::PinnedLabel> pin(const std::string& label,
                                                 const std::string& commit,
                                                 std::int64_t until = 0) const {
    std::promise<cairn::Result<cairn::service::PinnedLabel>> promise;
    service->pin({std::nullopt, label, commit, "why", until},
                 [&](auto done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
  }
  cairn::Result<cairn::service::PinnedLabel> unpin(const std::string& label) const {
    std::promise<cairn::Result<cairn::service::PinnedLabel>> promise;
    service->unpin({std::nullopt, label}, [&](auto done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
  }

  cairn::service::Health health() const {
    std::promise<cairn::service::Health> promise;
    service->health([&](cairn::service::Health health) { promise.set_value(std::move(health)); });
    return promise.get_future().get();
  }
};

}  // namespace cairn::testing

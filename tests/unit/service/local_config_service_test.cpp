// The service: reads in both kinds of freshness, looks for unknown labels, refresh and health.
#include "service/local_config_service.hpp"

#include <doctest/doctest.h>

#include <future>
#include <utility>

#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::service::Answer;
using cairn::service::LocalConfigService;
using cairn::service::ReadRequest;
using cairn::service::Refresher;
using cairn::testing::Files;
using cairn::testing::MemorySnapshot;
namespace source = cairn::source;

namespace {

// A remote that a test pushes to; what was pushed is seen after the next look.
class PushedSource final : public source::Source {
 public:
  void push(const std::string& branch, Files files) {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<MemorySnapshot>(*upstream_);
    next->commit(branch, std::move(files));
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
  int looks() const {
    const std::lock_guard lock(mutex_);
    return looks_;
  }

  std::shared_ptr<const source::Snapshot> current() const override {
    const std::lock_guard lock(mutex_);
    return current_;
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
  int looks_ = 0;
  bool down_ = false;
};

struct Rig {
  std::unique_ptr<PushedSource> source = std::make_unique<PushedSource>();
  PushedSource& remote = *source;
  LocalConfigService::Options options;
  bool background = false;
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
    repositories.push_back(std::move(repository));
    Refresher::Options schedule;
    schedule.background = background;
    schedule.poll_interval = 1h;
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
    auto promise = std::make_shared<std::promise<std::shared_ptr<const Answer>>>();
    auto future = promise->get_future();
    service->read(ReadRequest{.query = *query}, [promise](std::shared_ptr<const Answer> answer) {
      promise->set_value(std::move(answer));
    });
    return future.get();
  }

  cairn::Result<cairn::service::Look> refresh(
      bool force, std::optional<std::string> repository = std::nullopt) const {
    std::promise<cairn::Result<cairn::service::Look>> promise;
    service->refresh({force, std::move(repository)}, [&](cairn::Result<cairn::service::Look> done) {
      promise.set_value(std::move(done));
    });
    return promise.get_future().get();
  }

  cairn::service::Health health() const {
    std::promise<cairn::service::Health> promise;
    service->health([&](cairn::service::Health health) { promise.set_value(std::move(health)); });
    return promise.get_future().get();
  }
};

}  // namespace

TEST_SUITE("service::LocalConfigService") {
  TEST_CASE("with request freshness a read sees what was pushed before it") {
    Rig rig;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.ask("shop", "dev")->revision == "c1");
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    CHECK(rig.ask("shop", "dev")->revision == "c2");
    CHECK_FALSE(rig.service->answers_may_be_kept());
  }

  TEST_CASE("with request freshness a dead remote leaves the last good state") {
    Rig rig;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.ask("shop", "dev")->status == 200);
    rig.remote.go_down();
    CHECK(rig.ask("shop", "dev")->status == 200);
    CHECK(rig.service->stale_since() > 0);
  }

  TEST_CASE(
      "with request freshness a repository that cannot be cloned is 404, as in the reference") {
    Rig rig;
    rig.remote.go_down();
    rig.start();
    CHECK(rig.ask("shop", "dev")->status == 404);
  }

  TEST_CASE("in the background the first read waits for the first fetch") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.ask("shop", "dev")->status == 200);
    CHECK(rig.service->answers_may_be_kept());
  }

  TEST_CASE("in the background a repository that was never fetched is 503, never 404") {
    Rig rig;
    rig.background = true;
    rig.remote.go_down();
    rig.start();
    const auto answer = rig.ask("shop", "dev");
    CHECK(answer->status == 503);
    CHECK_FALSE(answer->keep);
  }

  TEST_CASE("in the background who pushes a branch and asks at once gets it") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.take();
    rig.start();
    CHECK(rig.refresh(true).has_value());
    rig.remote.push("fix", {{"shop.yml", "a: 2\n"}});
    CHECK(rig.ask("shop", "dev", "fix")->status == 200);
  }

  TEST_CASE("in the background a read of a damaged mirror waits for the look that mends it") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    rig.remote.push_damage("main");
    REQUIRE(rig.refresh(true).has_value());
    const int looks = rig.remote.looks();
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    CHECK(rig.ask("shop", "dev")->status == 200);
    CHECK(rig.remote.looks() == looks + 1);
  }

  TEST_CASE("in the background a read of damage that no look mends is an error, and not kept") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    rig.remote.push_damage("main");
    REQUIRE(rig.refresh(true).has_value());
    const auto answer = rig.ask("shop", "dev");
    CHECK(answer->status == 500);
    CHECK_FALSE(answer->keep);
  }

  TEST_CASE("a refresh says what it did, and fails with words") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.refresh(false).value().looked);
    rig.remote.go_down();
    const auto failed = rig.refresh(false);
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().code == ErrorCode::unavailable);
    CHECK(failed.error().message == "remote is down");
    CHECK(rig.service->status().front().last_error == "remote is down");
  }

  TEST_CASE("a refresh tells what moved, and which applications that concerns") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}, {"cart.yml", "a: 1\n"}});
    rig.remote.take();
    rig.start();
    CHECK(rig.refresh(true).value().repositories.at(0).changes.empty());

    rig.remote.push("main", {{"shop.yml", "a: 2\n"}, {"cart.yml", "a: 1\n"}});
    rig.remote.push("fix", {{"shop.yml", "a: 3\n"}});
    const auto look = rig.refresh(true).value();

    REQUIRE(look.repositories.size() == 1);
    CHECK(look.repositories.at(0).id == "git");
    CHECK(look.repositories.at(0).moved == 2);
    const auto& changes = look.repositories.at(0).changes;
    REQUIRE(changes.size() == 2);
    CHECK(changes.at(0).label == "fix");
    CHECK(changes.at(0).before.empty());
    CHECK(changes.at(0).affected.all);
    CHECK(changes.at(1).label == "main");
    CHECK(changes.at(1).before == "c1");
    CHECK(changes.at(1).after == "c2");
    CHECK(changes.at(1).affected.applications == std::set<std::string>{"shop"});
  }

  TEST_CASE("a refresh of one repository needs one that is there") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.refresh(true, "git").value().looked);
    const auto unknown = rig.refresh(true, "other");
    REQUIRE_FALSE(unknown.has_value());
    CHECK(unknown.error().code == ErrorCode::not_found);
  }

  TEST_CASE("health lists the sources of each probe, and is down with the first that fails") {
    Rig rig;
    rig.options.health.probes = {{"shop", "dev", std::nullopt}};
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    const auto up = rig.health();
    CHECK(up.up);
    REQUIRE(up.probes.size() == 1);
    CHECK(up.probes.front().sources == std::vector<std::string>{"u/shop.yml"});

    Rig other;
    other.options.health.probes = {{"shop", "dev", "nowhere"}};
    other.remote.push("main", {{"shop.yml", "a: 1\n"}});
    other.start();
    const auto down = other.health();
    CHECK_FALSE(down.up);
    CHECK(down.failed_application == "shop");
    CHECK(down.error.find("nowhere") != std::string::npos);
  }

  TEST_CASE("health without sources is down where empty is not accepted") {
    Rig rig;
    rig.options.health.probes = {{"ghost", "default", std::nullopt}};
    rig.options.health.accept_empty = false;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK_FALSE(rig.health().up);
  }

  TEST_CASE("a held commit shows in the status until it is replaced") {
    Rig rig;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.push("main", {{"shop.yml", "a: [\n"}});
    rig.start();
    CHECK(rig.ask("shop", "dev")->revision == "c1");
    REQUIRE(rig.service->status().front().rejected.size() == 1);
    CHECK(rig.service->status().front().rejected.front().rfind("c2; shop.yml:", 0) == 0);
    rig.remote.push("main", {{"shop.yml", "a: 3\n"}});
    CHECK(rig.ask("shop", "dev")->revision == "c3");
    CHECK(rig.service->status().front().rejected.empty());
  }

  TEST_CASE("more reads than may wait are told to come back") {
    Rig rig;
    rig.background = true;
    rig.options.waiting_reads_max = 0;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.take();
    rig.start();
    CHECK(rig.ask("shop", "dev")->status == 429);
  }
}

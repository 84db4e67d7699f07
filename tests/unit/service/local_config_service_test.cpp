// The service: reads in both kinds of freshness, looks for unknown labels, refresh and health.
#include "service/local_config_service.hpp"

#include <doctest/doctest.h>

#include <future>
#include <set>
#include <thread>
#include <utility>

#include "service/pin_file.hpp"
#include "support/memory_tree.hpp"
#include "support/one_repository.hpp"
#include "support/temporary_directory.hpp"

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

struct Rig {
  std::unique_ptr<PushedSource> source = std::make_unique<PushedSource>();
  PushedSource& remote = *source;
  LocalConfigService::Options options;
  bool background = false;
  std::string pins_file;
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
    CHECK(rig.service->status_now(0).front().last_error == "remote is down");
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

  // Ids of the memory have less digits than an operator must give: they are asked for as labels.
  TEST_CASE("a pinned label is answered from its commit until it is unpinned") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    rig.background = true;
    rig.pins_file = directory.path() + "/pins";
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    rig.remote.push_id("c1");
    rig.remote.take();
    rig.start();
    const auto before = rig.ask("shop", "dev");
    CHECK(before->pinned.empty());

    const auto pinned = rig.pin("main", "c1");
    REQUIRE(pinned.has_value());
    CHECK(pinned->without == "c2");
    CHECK(rig.remote.kept() == std::set<std::string>{"c1"});
    const auto held = rig.ask("shop", "dev");
    CHECK(held->revision == "c1");
    CHECK(held->pinned == "c1; reason=why");
    CHECK(held->generation > before->generation);
    CHECK(rig.service->status_now(10).front().pins.size() == 1);
    CHECK(cairn::service::load_pins(rig.pins_file, "u").value().size() == 1);

    REQUIRE(rig.unpin("main").has_value());
    CHECK(rig.ask("shop", "dev")->etag == before->etag);
    CHECK(rig.remote.kept().empty());
    CHECK(rig.unpin("main").error().code == ErrorCode::not_found);
  }

  TEST_CASE("a pin that cannot be kept or written down is not served") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    rig.background = true;
    rig.pins_file = directory.path() + "/missing/pins";
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    rig.remote.push_id("c1");
    rig.remote.take();
    rig.start();
    CHECK(rig.pin("main", "c1").error().code == ErrorCode::internal);
    rig.remote.fill_disk();
    CHECK(rig.pin("main", "c1").error().code == ErrorCode::internal);
    CHECK(rig.pin("main", "c9").error().code == ErrorCode::failed_precondition);
    CHECK(rig.pin("nobody", "c1").error().code == ErrorCode::not_found);
    CHECK(rig.ask("shop", "dev")->revision == "c2");
  }

  TEST_CASE("a pin whose end is over is dropped without being asked for") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    rig.background = true;
    rig.pins_file = directory.path() + "/pins";
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    rig.remote.push_id("c1");
    rig.remote.take();
    rig.start();
    // Over since 1970: the scheduler sees it when it next wakes, which a pin makes it do.
    REQUIRE(rig.pin("main", "c1", 1).has_value());
    while (!rig.service->status_now(0).front().pins.empty()) {
      std::this_thread::yield();
    }
    CHECK(rig.ask("shop", "dev")->revision == "c2");
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
    REQUIRE(rig.service->status_now(0).front().rejected.size() == 1);
    CHECK(rig.service->status_now(0).front().rejected.front().rfind("c2; shop.yml:", 0) == 0);
    rig.remote.push("main", {{"shop.yml", "a: 3\n"}});
    CHECK(rig.ask("shop", "dev")->revision == "c3");
    CHECK(rig.service->status_now(0).front().rejected.empty());
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

  TEST_CASE(
      "one asker may wait for so many different reads, and for one of them as often as it will") {
    Rig rig;
    rig.background = true;
    rig.options.workers = 1;
    rig.options.waiting_per_asker_max = 2;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.take();
    rig.start();
    // The only worker is held in the callback of a read that is over.
    std::promise<void> busy;
    std::promise<void> go_on;
    rig.service->read(rig.asking("z", "held"), [&](const std::shared_ptr<const Answer>&) {
      busy.set_value();
      go_on.get_future().wait();
    });
    busy.get_future().wait();
    auto first = rig.wait_for(rig.asking("a", "one"));
    auto second = rig.wait_for(rig.asking("a", "two"));
    auto same = rig.wait_for(rig.asking("a", "two"));
    auto third = rig.wait_for(rig.asking("a", "three"));
    REQUIRE(third.wait_for(0s) == std::future_status::ready);
    CHECK(third.get()->status == 429);
    auto of_other = rig.wait_for(rig.asking("b", "three"));
    auto joined = rig.wait_for(rig.asking("a", "three"));  // which somebody else began
    auto of_nobody = rig.wait_for(rig.asking("", "four"));
    CHECK(of_other.wait_for(0s) != std::future_status::ready);
    go_on.set_value();
    for (auto* each : {&first, &second, &same, &of_other, &joined, &of_nobody}) {
      CHECK(each->get()->status == 200);
    }
    CHECK(rig.wait_for(rig.asking("a", "five")).get()->status == 200);
  }

  TEST_CASE("with request freshness all wait on purpose, and nobody is counted") {
    Rig rig;
    rig.options.waiting_per_asker_max = 0;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK(rig.wait_for(rig.asking("a", "shop")).get()->status == 200);
  }
}

// Remotes that hang, and those that do not, on the same few threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>

#include "service/refresher.hpp"
#include "support/memory_tree.hpp"

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::service::LookReason;
using cairn::service::Refresher;
namespace source = cairn::source;

namespace {

using Names = std::set<std::string>;

// Remotes that fail, at once or when the test says so.
struct World {
  std::mutex mutex;
  std::condition_variable_any changed;
  Names failing;
  Names hanging;
  int hang_now = 0;
  int hang_most = 0;

  void let(Names fail, Names hang) {
    const std::lock_guard lock(mutex);
    failing = std::move(fail);
    hanging = std::move(hang);
    changed.notify_all();
  }
  void wait_until_hanging(int looks) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return hang_now == looks; });
  }
};

class WorldSource final : public source::Source {
 public:
  WorldSource(World& world, std::string name) : world_(world), name_(std::move(name)) {}
  std::shared_ptr<const source::Snapshot> current() const override { return snapshot_; }
  cairn::Result<source::FetchReport> fetch(std::stop_token stop) override {
    std::unique_lock lock(world_.mutex);
    const bool hangs = world_.hanging.count(name_) != 0;
    if (hangs) {
      world_.hang_most = std::max(world_.hang_most, ++world_.hang_now);
      world_.changed.notify_all();
      world_.changed.wait(lock, stop, [&] { return world_.hanging.count(name_) == 0; });
      --world_.hang_now;
    }
    if (hangs || world_.failing.count(name_) != 0) {
      return cairn::fail(ErrorCode::unavailable, "silence");
    }
    return source::FetchReport{};
  }

 private:
  World& world_;
  const std::string name_;
  const std::shared_ptr<const source::Snapshot> snapshot_ =
      std::make_shared<cairn::testing::MemorySnapshot>();
};

struct Rig {
  World world;
  std::unique_ptr<Refresher> refresher;

  // Repositories by name and host, and three places.
  explicit Rig(const std::vector<std::pair<std::string, std::string>>& names) {
    std::vector<Refresher::Repository> repositories;
    for (const auto& [name, host] : names) {
      auto settings = std::make_shared<cairn::catalog::RepositorySettings>();
      settings->uri = "https://" + host + '/' + name;
      Refresher::Repository repository;
      repository.id = name;
      repository.host = host;
      repository.settings = settings;
      repository.source = std::make_unique<WorldSource>(world, name);
      repositories.push_back(std::move(repository));
    }
    Refresher::Options options;
    options.background = false;
    options.concurrent_fetches_max = 3;
    refresher = std::make_unique<Refresher>(
        std::make_shared<const cairn::catalog::Layout>(), std::move(repositories),
        std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{}),
        std::move(options));
  }
  ~Rig() {
    world.let({}, {});
    refresher->stop();
  }

  std::future<Refresher::Look> look(const std::string& name) const {
    auto promise = std::make_shared<std::promise<Refresher::Look>>();
    auto future = promise->get_future();
    refresher->look(LookReason::forced, {{name, name, name}}, cairn::service::SteadyTime::max(),
                    [promise](const Refresher::Look& look) { promise->set_value(look); });
    return future;
  }
  std::vector<std::future<Refresher::Look>> look_at(const Names& names) const {
    std::vector<std::future<Refresher::Look>> looks;
    for (const std::string& name : names) {
      looks.push_back(look(name));
    }
    return looks;
  }
};

const Names dead = {"d1", "d2", "d3", "d4"};

}  // namespace

TEST_SUITE("service::Refresher with remotes that hang") {
  TEST_CASE("those whose last look failed leave a place to the others, and each has its turn") {
    Rig rig({{"d1", "one"}, {"d2", "two"}, {"d3", "three"}, {"d4", "four"}, {"good", "well"}});
    rig.world.let(dead, {});
    for (auto& look : rig.look_at(dead)) {
      CHECK(look.get().error == "silence");
    }
    rig.world.let(dead, dead);

    auto waiting = rig.look_at(dead);
    rig.world.wait_until_hanging(2);
    for (int i = 0; i < 10; ++i) {
      CHECK(rig.look("good").get().succeeded == 1);
    }
    rig.world.let(dead, {});
    for (auto& look : waiting) {
      CHECK(look.get().failed == 1);
    }
    CHECK(rig.world.hang_most == 2);
  }

  TEST_CASE("a host that hangs for the first time leaves a place to the others") {
    Rig rig({{"d1", "one"}, {"d2", "one"}, {"d3", "one"}, {"d4", "one"}, {"good", "well"}});
    rig.world.let(dead, dead);

    auto waiting = rig.look_at(dead);
    rig.world.wait_until_hanging(2);
    for (int i = 0; i < 10; ++i) {
      CHECK(rig.look("good").get().succeeded == 1);
    }
    rig.world.let(dead, {});
    for (auto& look : waiting) {
      CHECK(look.get().failed == 1);
    }
    CHECK(rig.world.hang_most == 2);
  }

  TEST_CASE("hosts that begin to hang at the same moment give up their places") {
    Rig rig({{"d1", "one"}, {"d2", "two"}, {"d3", "three"}, {"good", "well"}});
    const Names three = {"d1", "d2", "d3"};
    for (auto& look : rig.look_at(three)) {
      CHECK(look.get().succeeded == 1);
    }
    rig.world.let({}, three);
    auto waiting = rig.look_at(three);
    rig.world.wait_until_hanging(3);
    for (int i = 0; i < 10; ++i) {  // The first of them waits for a second, the others for nothing.
      CHECK(rig.look("good").get().succeeded == 1);
    }
    CHECK(rig.world.hang_most == 3);
  }

  TEST_CASE("a repository that is well again has its place among the others") {
    Rig rig({{"d1", "one"}, {"d2", "two"}, {"d3", "three"}, {"d4", "four"}});
    rig.world.let(dead, {});
    for (auto& look : rig.look_at(dead)) {
      CHECK(look.get().failed == 1);
    }
    rig.world.let({}, {});
    for (auto& look : rig.look_at(dead)) {
      CHECK(look.get().succeeded == 1);
    }
    rig.world.let({}, dead);
    auto waiting = rig.look_at(dead);
    rig.world.wait_until_hanging(3);
    rig.world.let({}, {});
    for (auto& look : waiting) {
      CHECK(look.get().looked);
    }
  }
}

// Repositories of addresses with placeholders: how the refresher opens them, and lets them go.
#include <doctest/doctest.h>

#include <future>
#include <map>
#include <mutex>
#include <set>

#include "service/refresher.hpp"
#include "support/memory_tree.hpp"

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::catalog::Missing;
using cairn::catalog::RepositoryRef;
using cairn::service::Look;
using cairn::service::LookReason;
using cairn::service::Refresher;
using cairn::service::RepositorySlot;
namespace source = cairn::source;

namespace {

// What the outside world has, and what was done to it.
struct World {
  std::mutex mutex;
  std::set<std::string> remotes;  // addresses that can be fetched
  std::set<std::string> warm;     // mirrors that an earlier run left
  std::set<std::string> removed;  // mirrors that were deleted
  std::map<std::string, int> fetches;
};

class WorldSource final : public source::Source {
 public:
  WorldSource(World& world, std::string uri) : world_(world), uri_(std::move(uri)) {
    if (world_.warm.count(uri_) != 0) {
      snapshot_ = std::make_shared<cairn::testing::MemorySnapshot>();
    }
  }
  std::shared_ptr<const source::Snapshot> current() const override {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  cairn::Result<source::FetchReport> fetch(std::stop_token) override {
    const std::lock_guard world(world_.mutex);
    ++world_.fetches[uri_];
    if (world_.remotes.count(uri_) == 0) {
      return cairn::fail(ErrorCode::not_found, "no such repository");
    }
    const std::lock_guard lock(mutex_);
    const bool changed = snapshot_ == nullptr;
    snapshot_ = std::make_shared<cairn::testing::MemorySnapshot>();
    return source::FetchReport{changed, {}};
  }

 private:
  World& world_;
  const std::string uri_;
  mutable std::mutex mutex_;
  std::shared_ptr<const source::Snapshot> snapshot_;
};

struct Rig {
  World world;
  std::unique_ptr<Refresher> refresher;

  explicit Rig(std::size_t mirrors_max) {
    Refresher::Options options;
    options.poll_interval = 1h;
    options.mirrors_max = mirrors_max;
    options.open = [this](const RepositoryRef& ref) -> cairn::Result<Refresher::Repository> {
      if (ref.uri == "locked") {
        return cairn::fail(ErrorCode::failed_precondition, "in use");
      }
      auto settings = std::make_shared<cairn::catalog::RepositorySettings>();
      settings->uri = ref.uri;
      Refresher::Repository repository;
      repository.id = ref.id;
      repository.settings = settings;
      repository.source = std::make_unique<WorldSource>(world, ref.uri);
      repository.remove = [this, uri = ref.uri] {
        const std::lock_guard lock(world.mutex);
        world.removed.insert(uri);
      };
      return repository;
    };
    refresher = std::make_unique<Refresher>(
        std::make_shared<const cairn::catalog::Layout>(), std::vector<Refresher::Repository>{},
        std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{}),
        std::move(options));
  }
  ~Rig() { refresher->stop(); }

  Look look(const std::string& uri, LookReason reason = LookReason::first_fetch) const {
    std::promise<Look> promise;
    refresher->look(reason, {{"git " + uri, "git", uri}}, cairn::service::SteadyTime::max(),
                    [&promise](const Look& look) { promise.set_value(look); });
    return promise.get_future().get();
  }
  const cairn::catalog::Repository* find(const std::string& uri) {
    kept = refresher->catalog();
    return kept->find("git " + uri);
  }
  void read(const std::string& uri, std::chrono::seconds when) {
    find(uri)->contact->note_read(std::chrono::steady_clock::now() + when);
  }
  std::set<std::string> removed() {
    const std::lock_guard lock(world.mutex);
    return world.removed;
  }

  std::shared_ptr<const cairn::catalog::Catalog> kept;
};

}  // namespace

TEST_SUITE("service::Refresher with addresses that come and go") {
  TEST_CASE("a repository is opened and fetched when it is first asked for") {
    Rig rig(2);
    rig.world.remotes = {"a"};
    CHECK(rig.find("a") == nullptr);
    const auto before = rig.refresher->generation();
    CHECK(rig.look("a").error.empty());
    REQUIRE(rig.find("a") != nullptr);
    CHECK(rig.find("a")->snapshot != nullptr);
    CHECK(rig.find("a")->settings->uri == "a");
    CHECK(rig.refresher->generation() == before + 1);
    CHECK_FALSE(rig.look("a").looked);
  }

  TEST_CASE("a mirror of an earlier run is there without a look") {
    Rig rig(2);
    rig.world.warm = {"a"};
    CHECK_FALSE(rig.look("a").looked);
    CHECK(rig.find("a")->snapshot != nullptr);
  }

  TEST_CASE("what does not exist is absent, and no known answer is given up for it") {
    Rig rig(2);
    const auto before = rig.refresher->generation();
    CHECK(rig.look("none").error == "no such repository");
    CHECK(rig.find("none")->missing == Missing::absent);
    CHECK(rig.refresher->generation() == before);
    rig.world.remotes = {"none"};
    CHECK(rig.look("none").error.empty());
    CHECK(rig.find("none")->snapshot != nullptr);
  }

  TEST_CASE("at the limit the longest unread goes, and its files with the last who reads it") {
    Rig rig(2);
    rig.world.remotes = {"a", "b", "c"};
    CHECK(rig.look("a").error.empty());
    CHECK(rig.look("b").error.empty());
    CHECK(rig.removed().empty());
    rig.read("a", 20s);
    rig.read("b", 10s);
    const auto reader = rig.refresher->catalog();

    CHECK(rig.look("c").error.empty());

    CHECK(rig.find("a") != nullptr);
    CHECK(rig.find("b") == nullptr);
    CHECK(rig.find("c")->snapshot != nullptr);
    CHECK(reader->find("git b")->snapshot != nullptr);
    CHECK(rig.removed().empty());
  }

  TEST_CASE("what somebody waits for goes last") {
    Rig rig(2);
    rig.world.remotes = {"a", "b", "c", "d"};
    CHECK(rig.look("a").error.empty());
    CHECK(rig.look("b").error.empty());
    rig.read("b", 10s);
    rig.find("a")->contact->begin_watch();
    CHECK(rig.look("c").error.empty());
    CHECK(rig.find("a") != nullptr);
    CHECK(rig.find("b") == nullptr);
    rig.find("c")->contact->begin_watch();
    CHECK(rig.look("d").error.empty());
    CHECK(rig.find("a") == nullptr);
  }

  TEST_CASE("names without a repository push out only each other") {
    Rig rig(2);
    rig.world.remotes = {"a", "b"};
    CHECK(rig.look("a").error.empty());
    CHECK(rig.look("b").error.empty());
    for (int i = 0; i < 10; ++i) {
      CHECK_FALSE(rig.look("none" + std::to_string(i)).error.empty());
    }
    CHECK(rig.find("a")->snapshot != nullptr);
    CHECK(rig.find("b")->snapshot != nullptr);
    CHECK(rig.refresher->status(0).size() == 4);
  }

  TEST_CASE("a mirror that cannot be opened is an error, and is tried again") {
    Rig rig(2);
    CHECK(rig.look("locked").error == "in use");
    CHECK(rig.find("locked") == nullptr);
    CHECK(rig.look("locked").error == "in use");
  }
}

namespace {

// A repository that was last read so long before `now`.
RepositorySlot unread(cairn::service::SteadyTime now, std::chrono::minutes since) {
  RepositorySlot slot;
  slot.contact = std::make_shared<cairn::catalog::Contact>(0ms, 0);
  slot.fetched = true;
  slot.contact->note_read(now - since);
  return slot;
}

}  // namespace

TEST_SUITE("service::RepositorySlot") {
  TEST_CASE("what nobody reads is passed over by eleven of twelve polls") {
    const auto now = std::chrono::steady_clock::now();
    RepositorySlot slot = unread(now, 11min);
    slot.last_look_began = now - 59s;
    const RepositorySlot::Rhythm rhythm{true, 5s};
    CHECK(slot.rests(rhythm, now));
    CHECK_FALSE(slot.rests(rhythm, now + 1s));
    slot.contact->note_read(now - 9min);
    CHECK_FALSE(slot.rests(rhythm, now));
  }

  TEST_CASE("what rests is polled once an hour at least, and as often as ever where that is less") {
    const auto now = std::chrono::steady_clock::now();
    RepositorySlot slot = unread(now, 24h);
    slot.last_look_began = now - 59min;
    CHECK(slot.rests({true, 30min}, now));
    CHECK_FALSE(slot.rests({true, 30min}, now + 1min));
    slot.last_look_began = now - 2h;
    CHECK_FALSE(slot.rests({true, 2h}, now));
  }

  TEST_CASE("nothing rests that is read, waited for, has news, or whose applications listen") {
    const auto now = std::chrono::steady_clock::now();
    RepositorySlot slot = unread(now, 11min);
    slot.last_look_began = now - 5s;
    RepositorySlot::Rhythm rhythm;
    REQUIRE(slot.rests(rhythm, now));

    slot.contact->begin_watch();
    CHECK_FALSE(slot.rests(rhythm, now));
    slot.contact->end_watch(now - 11min);
    CHECK(slot.rests(rhythm, now));
    for (bool RepositorySlot::*news : {&RepositorySlot::announced, &RepositorySlot::hinted}) {
      slot.*news = true;
      CHECK_FALSE(slot.rests(rhythm, now));
      slot.*news = false;
    }
    rhythm.unread_after = 0ms;
    CHECK_FALSE(slot.rests(rhythm, now));
    rhythm.unread_after = 10min;
    rhythm.listeners = true;
    CHECK_FALSE(slot.rests(rhythm, now));
    slot.of_placeholders = true;
    CHECK(slot.rests(rhythm, now));
  }

  TEST_CASE("what cannot be read is looked at once, and then as seldom as an unknown label") {
    RepositorySlot slot;
    CHECK_FALSE(slot.begins_at_once(LookReason::unknown_label));
    CHECK(slot.begins_at_once(LookReason::damaged));
    CHECK_FALSE(slot.begins_at_once(LookReason::damaged));
    CHECK(slot.begins_at_once(LookReason::forced));
    slot.mending = false;  // a look has changed something
    CHECK(slot.begins_at_once(LookReason::damaged));
  }

  TEST_CASE("failures double the pause up to a minute, and a made-up name has no timer") {
    RepositorySlot slot;
    const auto now = std::chrono::steady_clock::now();
    slot.fetched = true;
    const RepositorySlot::Rhythm rhythm{true, 5s};
    CHECK(slot.next_due(rhythm, now) == now + 5s);
    slot.failures = 3;
    CHECK(slot.next_due(rhythm, now) == now + 20s);
    slot.failures = 30;
    CHECK(slot.next_due(rhythm, now) == now + 60s);
    slot.fetched = false;
    CHECK(slot.next_due(rhythm, now) == now + 60s);
    CHECK(slot.next_due(rhythm, now, 1.0) == now + 30s);  // spread, and never longer
    slot.held_off = now + 10min;
    CHECK(slot.next_due(rhythm, now, 1.0) == now + 10min);
    slot.failures = 0;
    CHECK(slot.next_due({true, 5s}, now, 1.0) == now + 5500ms);
    slot.failures = 30;
    slot.of_placeholders = true;
    CHECK(slot.next_due(rhythm, now) == cairn::service::SteadyTime::max());
    CHECK(slot.next_due({false, 5s}, now) == cairn::service::SteadyTime::max());
  }
}

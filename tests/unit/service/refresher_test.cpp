// The refresher: who looks at a remote when, and what the waiting get.
#include "service/refresher.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <future>

#include "support/one_repository.hpp"

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::service::LookReason;
using cairn::service::Refresher;
using cairn::service::SteadyTime;
namespace source = cairn::source;

namespace {

// A snapshot that holds nothing.
struct NoSnapshot final : source::Snapshot {
  cairn::Result<source::Resolved> resolve(const cairn::Label&) const override {
    return cairn::fail(ErrorCode::not_found, "nothing here");
  }
  cairn::Result<source::Revision> revision(std::string_view) const override {
    return cairn::fail(ErrorCode::not_found, "nothing here");
  }
  cairn::Result<std::optional<std::string>> first_parent(std::string_view) const override {
    return std::optional<std::string>();
  }
  cairn::Result<std::int64_t> last_change(std::string_view, std::string_view) const override {
    return cairn::fail(ErrorCode::not_found, "nothing here");
  }
};

// A remote whose looks end when the test says so.
class FakeSource final : public source::Source {
 public:
  explicit FakeSource(bool warm) {
    if (warm) {
      snapshot_ = std::make_shared<NoSnapshot>();
    }
  }

  std::shared_ptr<const source::Snapshot> current() const override {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }

  cairn::Result<source::FetchReport> fetch(std::stop_token stop) override {
    std::unique_lock lock(mutex_);
    ++begun_;
    changed_.notify_all();
    if (!changed_.wait(lock, stop, [this] { return allowed_ >= begun_; })) {
      return cairn::fail(ErrorCode::unavailable, "stopped");
    }
    if (failing_) {
      not_before_ = SteadyTime::clock::now() + pause_;
      return cairn::fail(ErrorCode::unavailable, "remote is down");
    }
    snapshot_ = std::make_shared<NoSnapshot>();
    return source::FetchReport{true, {{"main", "", "1234"}}};
  }

  void tidy(std::stop_token stop) override {
    std::unique_lock lock(mutex_);
    ++tidying_;
    changed_.notify_all();
    (void)changed_.wait(lock, stop, [this] { return may_tidy_; });  // Stopped is as well.
  }

  void tidy_from_now(bool may) {
    const std::lock_guard lock(mutex_);
    may_tidy_ = may;
    changed_.notify_all();
  }
  void wait_until_tidying(int times) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return tidying_ >= times; });
  }

  void allow(int looks) {
    const std::lock_guard lock(mutex_);
    allowed_ = looks;
    changed_.notify_all();
  }
  std::optional<SteadyTime> not_before() const override { return not_before_; }

  // With a pause it also asks to be left alone.
  void fail_from_now(std::chrono::hours pause = 0h) {
    const std::lock_guard lock(mutex_);
    failing_ = true;
    pause_ = pause;
  }
  void wait_until_begun(int looks) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return begun_ >= looks; });
  }
  int begun() const {
    const std::lock_guard lock(mutex_);
    return begun_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const source::Snapshot> snapshot_;
  int begun_ = 0;
  int allowed_ = 0;
  bool failing_ = false;
  int tidying_ = 0;
  bool may_tidy_ = true;
  std::chrono::hours pause_{0};
  std::optional<SteadyTime> not_before_;
};

const Refresher::Refs git = {{"git", "git", "https://git.example/config.git"}};

struct Rig {
  FakeSource* remote = nullptr;
  std::unique_ptr<Refresher> refresher;

  Rig(bool warm, std::chrono::seconds rate, bool background = false) {
    auto fake = std::make_unique<FakeSource>(warm);
    remote = fake.get();
    std::vector<Refresher::Repository> repositories;
    auto settings = std::make_shared<cairn::catalog::RepositorySettings>();
    settings->uri = "https://git.example/config.git";
    Refresher::Repository repository;
    repository.id = "git";
    repository.settings = settings;
    repository.source = std::move(fake);
    repository.refresh_rate = rate;
    repositories.push_back(std::move(repository));
    Refresher::Options options;
    options.background = background;
    options.poll_interval = 1h;
    refresher = std::make_unique<Refresher>(
        std::make_shared<const cairn::catalog::Layout>(cairn::testing::layout_of({*settings})),
        std::move(repositories),
        std::make_shared<cairn::catalog::Documents>(cairn::catalog::Documents::Options{}),
        std::move(options));
  }

  std::future<Refresher::Look> look(LookReason reason, SteadyTime deadline = SteadyTime::max()) {
    auto promise = std::make_shared<std::promise<Refresher::Look>>();
    auto future = promise->get_future();
    refresher->look(reason, git, deadline,
                    [promise](const Refresher::Look& look) { promise->set_value(look); });
    return future;
  }
};

}  // namespace

TEST_SUITE("service::Refresher") {
  TEST_CASE(
      "what a look found is served before its source tidies, and the next look begins after") {
    Rig rig(false, 0s);
    rig.remote->tidy_from_now(false);
    rig.remote->allow(2);

    CHECK(rig.look(LookReason::forced).get().succeeded == 1);
    rig.remote->wait_until_tidying(1);
    CHECK(rig.refresher->catalog()->repositories.at("git").snapshot != nullptr);
    auto next = rig.look(LookReason::forced);
    CHECK(rig.remote->begun() == 1);
    rig.remote->tidy_from_now(true);

    CHECK(next.get().succeeded == 1);
    CHECK(rig.remote->begun() == 2);
  }

  TEST_CASE("a look publishes a new catalog") {
    Rig rig(false, 0s);
    rig.remote->allow(1);
    const auto before = rig.refresher->catalog();

    const auto look = rig.look(LookReason::read).get();

    CHECK(look.looked);
    CHECK(look.error.empty());
    CHECK(look.moved_labels == 1);
    CHECK(before->find("git")->snapshot == nullptr);
    CHECK(rig.refresher->catalog()->find("git")->snapshot != nullptr);
    CHECK(rig.refresher->catalog()->generation == before->generation + 1);
    CHECK(rig.refresher->generation() == before->generation + 1);
  }

  TEST_CASE(
      "a read that comes while a look runs waits for the next one, which all such reads share") {
    Rig rig(true, 0s);
    auto first = rig.look(LookReason::read);
    rig.remote->wait_until_begun(1);

    auto second = rig.look(LookReason::read);
    auto third = rig.look(LookReason::read);
    rig.remote->allow(2);

    CHECK(first.get().looked);
    CHECK(second.get().looked);
    CHECK(third.get().looked);
    CHECK(rig.remote->begun() == 2);
  }

  TEST_CASE("a positive refresh rate holds for all but the first look and a forced one") {
    Rig rig(true, 3600s);
    rig.remote->allow(2);
    CHECK(rig.look(LookReason::read).get().looked);

    for (const auto reason : {LookReason::read, LookReason::unknown_label, LookReason::asked}) {
      CHECK_FALSE(rig.refresher->needed(reason, git));
      CHECK_FALSE(rig.look(reason).get().looked);
    }
    CHECK(rig.look(LookReason::forced).get().looked);
    CHECK(rig.remote->begun() == 2);
  }

  TEST_CASE("a negative refresh rate looks only when asked to") {
    Rig rig(true, -1s);
    rig.remote->allow(1);
    CHECK_FALSE(rig.refresher->needed(LookReason::read, git));
    CHECK_FALSE(rig.refresher->needed(LookReason::unknown_label, git));
    CHECK(rig.look(LookReason::asked).get().looked);
  }

  TEST_CASE("news of a push are looked at, whatever the refresh rate and without a timer") {
    for (const auto rate : {-1s, 0s, 3600s}) {
      Rig rig(true, rate);
      rig.remote->allow(1);
      rig.refresher->announce({"git@GIT.example:config.git"});
      rig.remote->wait_until_begun(1);
    }
  }

  TEST_CASE("with a negative refresh rate the first look is made all the same") {
    Rig rig(false, -1s);
    rig.remote->allow(1);
    CHECK(rig.refresher->needed(LookReason::read, git));
    CHECK(rig.look(LookReason::read).get().looked);
    CHECK_FALSE(rig.refresher->needed(LookReason::read, git));
  }

  TEST_CASE("in the background the first look needs nobody to ask") {
    Rig rig(false, 0s, true);
    rig.remote->allow(1);
    CHECK(rig.look(LookReason::first_fetch).get().error.empty());
    CHECK_FALSE(rig.refresher->needed(LookReason::first_fetch, git));
  }

  TEST_CASE("who waits beyond the deadline is told so, and the look goes on") {
    Rig rig(true, 0s);
    const auto look = rig.look(LookReason::read, std::chrono::steady_clock::now()).get();
    CHECK_FALSE(look.in_time);
    rig.remote->allow(2);
    CHECK(rig.look(LookReason::read).get().in_time);
  }

  TEST_CASE("a failed look says why, keeps the catalog and is seen as stale") {
    Rig rig(true, 0s);
    rig.remote->allow(2);
    CHECK(rig.look(LookReason::read).get().error.empty());
    const auto before = rig.refresher->generation();
    CHECK(rig.refresher->stale_since() == 0);

    rig.remote->fail_from_now();
    const auto look = rig.look(LookReason::read).get();

    CHECK(look.error == "remote is down");
    CHECK(rig.refresher->generation() == before);
    CHECK(rig.refresher->stale_since() > 0);
    CHECK(rig.refresher->status(0).front().last_error == "remote is down");
  }

  TEST_CASE("a remote that wants to be left alone is, and nobody waits for it") {
    Rig rig(true, 0s);
    rig.remote->fail_from_now(1h);
    auto first = rig.look(LookReason::read);
    rig.remote->wait_until_begun(1);
    auto second = rig.look(LookReason::read);  // would have the next look
    rig.remote->allow(9);

    CHECK(first.get().error == "remote is down");
    CHECK(second.get().error == "remote is down");
    for (const auto reason :
         {LookReason::read, LookReason::unknown_label, LookReason::asked, LookReason::forced}) {
      const auto look = rig.look(reason).get();
      CHECK_FALSE(look.looked);
      CHECK(look.in_time);
      CHECK(look.failed == 1);
      CHECK(look.error == "remote is down");
    }
    CHECK(rig.remote->begun() == 1);
  }

  TEST_CASE("the end answers whoever waits, and whoever comes later") {
    Rig rig(true, 0s);
    auto waiting = rig.look(LookReason::read);
    rig.remote->wait_until_begun(1);

    rig.refresher->stop();

    CHECK_FALSE(waiting.get().error.empty());
    CHECK_FALSE(rig.look(LookReason::read).get().error.empty());
  }
}

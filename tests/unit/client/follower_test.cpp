// A program that follows its server: what it is told, and what it keeps.
#include "client/follower.hpp"

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "unit/client/config_directory.hpp"
#include "unit/client/watched_server.hpp"

using namespace cairn;
using client::Deliveries;
using client::Follower;
using client::Interest;
using std::chrono::milliseconds;

namespace {

// What callbacks said, for a test to wait for.
class Log {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
    grown_.notify_all();
  }
  std::vector<std::string> await(std::size_t count) {
    std::unique_lock lock(mutex_);
    grown_.wait(lock, [&] { return lines_.size() >= count; });
    return lines_;
  }
  std::vector<std::string> lines() { return await(0); }

 private:
  std::mutex mutex_;
  std::condition_variable grown_;
  std::vector<std::string> lines_;
};

using Lines = std::vector<std::string>;

struct Bench {
  test::ConfigDirectory directory;
  std::shared_ptr<test::WatchedServer> server = std::make_shared<test::WatchedServer>();
  test::Pauses pauses;
  LiveOptions options;
  Log log;
  std::shared_ptr<Follower> follower;

  Bench() {
    options.load.layers.application = "shop";
    options.load.layers.files.clear();
    options.load.layers.environment.emplace();
    options.load.server.uris = {"http://one"};
    options.load.cache.directory = directory / "cache";
  }
  ~Bench() {
    if (follower) {
      follower->stop();
      // A thread that was stopped by its own callback may still be on its way out, with what is
      // here.
      const std::weak_ptr<Follower> last = std::exchange(follower, nullptr);
      while (!last.expired()) {
        std::this_thread::yield();
      }
    }
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  fetch::Surroundings surroundings() {
    fetch::Surroundings surroundings;
    surroundings.transport = server;
    surroundings.pause = [this](milliseconds time, const std::stop_token& stop) {
      return pauses.pause(time, stop);
    };
    surroundings.monotonic = [this] {
      return std::chrono::steady_clock::time_point(milliseconds(server->clock.load()));
    };
    surroundings.random = [] { return 0.0; };
    return surroundings;
  }

  void start() {
    auto started = Follower::start(options, surroundings());
    REQUIRE(started.has_value());
    follower = *std::move(started);
    follower->deliveries()->add(Interest::in_all_below(""), [this](const Update& update) {
      for (const Change& change : update.changes) {
        log.add(change.key + "=" + update.after.get<std::string>(change.key).value_or("gone"));
      }
    });
    follower->deliveries()->add([this](const Error& error) { log.add("! " + error.message); });
  }

  std::string k() const { return follower->config().get<std::string>("k").value_or("none"); }
};

}  // namespace

TEST_SUITE("client: following a server") {
  TEST_CASE("a change reaches a program whose request is held") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    CHECK(bench.follower->state().following == Following::waiting);
    bench.server->set("two");
    CHECK(bench.log.await(1) == Lines{"k=two"});
    bench.server->await_parked(1);
    bench.server->set("three");
    CHECK(bench.log.await(2) == Lines{"k=two", "k=three"});
    CHECK(bench.k() == "three");
  }

  TEST_CASE("a request that is held to its end changes nothing and is repeated") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    bench.server->let_one_go();
    bench.server->await_requests(3);
    bench.server->await_parked(1);
    bench.server->set("two");
    CHECK(bench.log.await(1) == Lines{"k=two"});
    CHECK(bench.follower->state().following == Following::waiting);
  }

  TEST_CASE("a server that does not wait is polled with the tag") {
    Bench bench;
    bench.server->set_waits(false);
    bench.start();
    CHECK(bench.pauses.await(1) == milliseconds(27'000));
    CHECK(bench.follower->state().following == Following::polling_with_tag);
    bench.server->set("two");
    bench.pauses.release(1);
    CHECK(bench.log.await(1) == Lines{"k=two"});
  }

  TEST_CASE("a server without tags is polled, and only changes are told") {
    Bench bench;
    bench.server->set_tagged(false);
    bench.start();
    (void)bench.pauses.await(1);
    CHECK(bench.follower->state().following == Following::polling);
    bench.pauses.release(1);
    (void)bench.pauses.await(2);
    CHECK(bench.log.lines().empty());
    bench.server->set("two");
    bench.pauses.release(2);
    CHECK(bench.log.await(1) == Lines{"k=two"});
  }

  TEST_CASE("failures keep the values, are told once each, and end with the next answer") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    bench.server->set_status(503);
    CHECK(bench.pauses.await(1) == milliseconds(500));
    bench.pauses.release(1);
    CHECK(bench.pauses.await(2) == milliseconds(1'000));
    CHECK(bench.log.lines().size() == 1);
    bench.server->set_status(0);
    bench.pauses.release(2);
    (void)bench.pauses.await(3);
    const Lines lines = bench.log.await(2);
    CHECK(lines[0].find("status 503") != std::string::npos);
    CHECK(lines[1].find("refused") != std::string::npos);
    CHECK(bench.k() == "one");
    CHECK(bench.follower->state().failures == 3);
    CHECK(bench.follower->state().trouble.has_value());

    bench.server->set_status(200);
    bench.server->set("two");
    bench.pauses.release(3);
    CHECK(bench.log.await(3)[2] == "k=two");
    CHECK(bench.follower->state().failures == 0);
    CHECK_FALSE(bench.follower->state().trouble.has_value());
  }

  TEST_CASE("denied access, a missing configuration and a page of HTML keep the values") {
    for (const int status : {401, 403, 404, 500, 200}) {
      CAPTURE(status);
      Bench bench;
      bench.start();
      bench.server->await_parked(1);
      if (status == 200) {
        bench.server->set_html();
        bench.server->set("page");
      } else {
        bench.server->set_status(status);
      }
      (void)bench.pauses.await(1);
      CHECK(bench.k() == "one");
      CHECK(bench.log.await(1)[0].substr(0, 2) == "! ");
    }
  }

  TEST_CASE("an older state of the server is taken as it is") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    bench.server->set("two");
    (void)bench.log.await(1);
    bench.server->set("one");
    CHECK(bench.log.await(2) == Lines{"k=two", "k=one"});
  }

  TEST_CASE("a program that began with a kept answer takes the server's as soon as it is there") {
    Bench bench;
    {
      Bench earlier;
      bench.options.load.cache.directory = earlier.options.load.cache.directory;
      earlier.start();
      bench.server->set_status(0);
      bench.start();
    }
    CHECK(bench.follower->config().remote().how == Obtained::cache);
    CHECK(bench.follower->state().trouble.has_value());
    CHECK_FALSE(bench.follower->state().confirmed.has_value());
    (void)bench.pauses.await(1);
    bench.server->set_status(200);
    bench.pauses.release(1);
    bench.server->await_parked(1);
    CHECK(bench.follower->config().remote().how == Obtained::server);
    CHECK(bench.follower->state().confirmed.has_value());
    CHECK(bench.log.lines().empty());
  }

  TEST_CASE("refresh says what changed, and callbacks were called when it returns") {
    Bench bench;
    bench.options.watch = false;
    bench.start();
    bench.server->set("two");
    const auto changed = bench.follower->refresh();
    REQUIRE(changed.has_value());
    REQUIRE(changed->size() == 1);
    CHECK(changed->front().key == "k");
    CHECK(std::get<std::string>(changed->front().before.value()) == "one");
    CHECK(std::get<std::string>(changed->front().after.value()) == "two");
    CHECK(changed->front().origin.source == "configserver:s");
    CHECK(bench.log.lines() == Lines{"k=two"});
    CHECK(bench.follower->refresh()->empty());
    CHECK(bench.log.lines().size() == 1);
  }

  TEST_CASE("refresh reads local files again") {
    Bench bench;
    bench.directory.write("application.yml", "local: 1\n");
    bench.options.load.layers.files = {bench.directory / "application.yml"};
    bench.options.watch = false;
    bench.start();
    bench.directory.write("application.yml", "local: 2\n");
    REQUIRE(bench.follower->refresh().has_value());
    CHECK(bench.log.lines() == Lines{"local=2"});
    bench.directory.write("application.yml", "local: [\n");
    CHECK_FALSE(bench.follower->refresh().has_value());
    CHECK(bench.follower->config().get<int>("local").value() == 2);
  }

  TEST_CASE("a refresh that fails keeps the values, and no kept answer stands in") {
    Bench bench;
    bench.options.watch = false;
    bench.start();
    bench.server->set_status(500);
    const auto changed = bench.follower->refresh();
    REQUIRE_FALSE(changed.has_value());
    CHECK(changed.error().code == ErrorCode::unavailable);
    CHECK(bench.k() == "one");
    CHECK(bench.follower->config().remote().how == Obtained::server);
    CHECK(bench.follower->state().failures == 1);
  }

  TEST_CASE("a refresh works while a request is held, which then finds nothing new") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    const auto same = bench.follower->refresh();
    REQUIRE(same.has_value());
    CHECK(same->empty());
    bench.server->set("two");
    CHECK(bench.log.await(1) == Lines{"k=two"});
  }

  TEST_CASE("a callback may refresh") {
    Bench bench;
    bench.start();
    std::promise<bool> done;
    bench.follower->deliveries()->add(Interest::in_key("k"), [&](const Update& /*update*/) {
      done.set_value(bench.follower->refresh().has_value());
    });
    bench.server->await_parked(1);
    bench.server->set("two");
    CHECK(done.get_future().get());
  }

  TEST_CASE("stopping ends a held request, and nothing is told afterwards") {
    Bench bench;
    bench.start();
    bench.server->await_parked(1);
    bench.follower->stop();
    bench.server->await_parked(0);
    bench.server->set("two");
    CHECK(bench.log.lines().empty());
    CHECK(bench.k() == "one");
  }

  TEST_CASE("a callback may stop what calls it") {
    for (const bool watching : {true, false}) {
      CAPTURE(watching);
      Bench bench;
      bench.options.watch = watching;
      bench.start();
      std::promise<void> stopped;
      bench.follower->deliveries()->add(Interest::in_key("k"), [&](const Update& /*update*/) {
        bench.follower->stop();
        stopped.set_value();
      });
      if (watching) {
        bench.server->await_parked(1);
      }
      bench.server->set("two");
      if (!watching) {
        CHECK(bench.follower->refresh().has_value());
      }
      stopped.get_future().wait();
    }
  }

  TEST_CASE("an override file is noticed while a program runs, and that it is gone as well") {
    Bench bench;
    bench.options.load.override_file.file = bench.directory / "override.yml";
    bench.options.poll_interval = milliseconds(1'000);
    bench.start();
    bench.server->await_parked(1);
    bench.directory.write("override.yml", "k: mine\n");
    bench.server->let_one_go();
    CHECK(bench.log.await(2) == Lines{"k=mine", "same=gone"});
    CHECK(bench.follower->config().remote().how == Obtained::override_file);
    CHECK(bench.pauses.await(1) == milliseconds(900));
    CHECK(bench.follower->state().following == Following::nothing);
    std::filesystem::remove(bench.directory / "override.yml");
    bench.pauses.release(1);
    CHECK(bench.log.await(4) == Lines{"k=mine", "same=gone", "k=one", "same=1"});
  }

  TEST_CASE("negative times are refused") {
    Bench bench;
    for (const auto change :
         {+[](LiveOptions& options) { options.wait = std::chrono::seconds(-1); },
          +[](LiveOptions& options) { options.poll_interval = milliseconds(-1); },
          +[](LiveOptions& options) { options.back_off_min = milliseconds(-1); },
          +[](LiveOptions& options) { options.back_off_max = milliseconds(-1); }}) {
      LiveOptions options = bench.options;
      change(options);
      const auto started = Follower::start(options, bench.surroundings());
      REQUIRE_FALSE(started.has_value());
      CHECK(started.error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("who asks no server has nothing to follow") {
    Bench bench;
    bench.options.load.layers.arguments = {"--spring.cloud.config.enabled=false", "--k=own"};
    bench.start();
    CHECK(bench.follower->state().following == Following::nothing);
    CHECK(bench.follower->refresh().value().empty());
    CHECK(bench.k() == "own");
    CHECK(bench.server->requests() == 0);
  }
}

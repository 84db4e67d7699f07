// Labels that an operator pins, by the whole service.
#include <doctest/doctest.h>

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "service/pin_file.hpp"
#include "support/temporary_directory.hpp"
#include "unit/service/service_rig.hpp"

using cairn::ErrorCode;
using Rig = cairn::testing::ServiceRig;

namespace {

// What others were told: for each piece of news the applications, and that it is of a pin.
class Told {
 public:
  explicit Told(Rig& rig) {
    rig.changed = [this](const cairn::service::ChangeNews& news) {
      const std::lock_guard lock(mutex_);
      for (const auto& change : news.changes) {
        said_.push_back((news.here_alone ? "pin " : "look ") + change.label + ' ' + change.before +
                        ' ' + change.after);
        applications_ = change.affected.applications;
      }
    };
  }
  [[nodiscard]] std::vector<std::string> said() const {
    const std::lock_guard lock(mutex_);
    return said_;
  }
  [[nodiscard]] std::set<std::string> applications() const {
    const std::lock_guard lock(mutex_);
    return applications_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> said_;
  std::set<std::string> applications_;
};

// Ids of the memory have less digits than an operator must give: they are asked for as labels.
void start_with_two_commits(Rig& rig, std::string pins_file) {
  rig.background = true;
  rig.pins_file = std::move(pins_file);
  rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
  rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
  rig.remote.push_id("c1");
  rig.remote.take();
  rig.start();
}

}  // namespace

TEST_SUITE("service::LocalConfigService, pins") {
  TEST_CASE("a pinned label is answered from its commit until it is unpinned") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    start_with_two_commits(rig, directory.path() + "/pins");
    const auto before = rig.ask("shop", "dev");
    CHECK(before->pinned.empty());

    const auto pinned = rig.pin("main", "c1");
    REQUIRE(pinned.has_value());
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
    start_with_two_commits(rig, directory.path() + "/missing/pins");
    CHECK(rig.pin("main", "c1").error().code == ErrorCode::internal);
    rig.remote.fill_disk();
    CHECK(rig.pin("main", "c1").error().code == ErrorCode::internal);
    CHECK(rig.pin("main", "c9").error().code == ErrorCode::failed_precondition);
    CHECK(rig.pin("nobody", "c1").error().code == ErrorCode::not_found);
    CHECK(rig.ask("shop", "dev")->revision == "c2");
  }

  TEST_CASE("a pin and its removal are told to those whose configuration that changes") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    const Told told(rig);
    start_with_two_commits(rig, directory.path() + "/pins");
    REQUIRE(rig.pin("main", "c1").has_value());
    CHECK(told.said() == std::vector<std::string>{"pin main c2 c1"});
    CHECK(told.applications() == std::set<std::string>{"shop"});

    // The same again moves nothing.
    REQUIRE(rig.pin("main", "c1").has_value());
    CHECK(told.said().size() == 1);

    REQUIRE(rig.unpin("main").has_value());
    CHECK(told.said() == std::vector<std::string>{"pin main c2 c1", "pin main c1 c2"});
    CHECK(told.applications() == std::set<std::string>{"shop"});
  }

  TEST_CASE("who is told of a pin gets what it leads to") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    std::string served;
    rig.changed = [&](const cairn::service::ChangeNews&) {
      served = rig.ask("shop", "dev")->revision;
    };
    start_with_two_commits(rig, directory.path() + "/pins");
    REQUIRE(rig.pin("main", "c1").has_value());
    CHECK(served == "c1");
  }

  TEST_CASE("the end of a pin is told") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    const Told told(rig);
    start_with_two_commits(rig, directory.path() + "/pins");
    REQUIRE(rig.pin("main", "c1", 1).has_value());
    while (told.said().size() < 2) {
      std::this_thread::yield();
    }
    const auto said = told.said();
    CHECK(std::set<std::string>(said.begin(), said.end()) ==
          std::set<std::string>{"pin main c2 c1", "pin main c1 c2"});
  }

  TEST_CASE("a pin whose end is over is dropped without being asked for") {
    const cairn::testing::TemporaryDirectory directory;
    Rig rig;
    start_with_two_commits(rig, directory.path() + "/pins");
    // Over since 1970: the scheduler sees it when it next wakes, which a pin makes it do.
    REQUIRE(rig.pin("main", "c1", 1).has_value());
    while (!rig.service->status_now(0).front().pins.empty()) {
      std::this_thread::yield();
    }
    CHECK(rig.ask("shop", "dev")->revision == "c2");
  }
}

// Labels that an operator pins, by the whole service.
#include <doctest/doctest.h>

#include <thread>

#include "service/pin_file.hpp"
#include "support/temporary_directory.hpp"
#include "unit/service/service_rig.hpp"

using cairn::ErrorCode;
using Rig = cairn::testing::ServiceRig;

namespace {

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

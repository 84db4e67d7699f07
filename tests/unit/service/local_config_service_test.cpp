// The service: reads in both kinds of freshness, looks for unknown labels, refresh and health.
#include "service/local_config_service.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "unit/service/service_rig.hpp"

using namespace std::chrono_literals;
using cairn::ErrorCode;
using cairn::service::Answer;
using cairn::service::LocalConfigService;
using cairn::service::ReadRequest;
using Rig = cairn::testing::ServiceRig;

namespace {

// Polls a repository with one commit in the background; the contact of an answer.
std::shared_ptr<cairn::catalog::Contact> read_once(Rig& rig) {
  rig.background = true;
  rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
  rig.start();
  return rig.ask("shop", "dev")->contacts.at(0);
}

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

  TEST_CASE("it is ready from the first fetch on, whatever becomes of the remote") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.go_down();
    rig.start();
    CHECK_FALSE(rig.refresh(true).has_value());
    CHECK_FALSE(rig.service->ready());
    CHECK_FALSE(rig.health().ready);
    rig.remote.come_back();
    CHECK(rig.refresh(true).has_value());
    CHECK(rig.service->ready());
    rig.remote.go_down();
    CHECK_FALSE(rig.refresh(true).has_value());
    CHECK(rig.service->ready());
    CHECK(rig.health().ready);
  }

  TEST_CASE("it is ready with the state from before a restart, without a remote") {
    Rig rig;
    rig.background = true;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.remote.take();
    rig.remote.go_down();
    rig.start();
    CHECK(rig.service->ready());
  }

  TEST_CASE("with request freshness who asks whether it is ready causes the first look") {
    Rig rig;
    rig.remote.push("main", {{"shop.yml", "a: 1\n"}});
    rig.start();
    CHECK_FALSE(rig.service->ready());
    while (!rig.service->ready()) {
      std::this_thread::yield();
    }
    CHECK(rig.remote.looks() == 1);
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

  TEST_CASE("a read of a repository that rests waits for a look, and ends the rest") {
    Rig rig;
    const auto contact = read_once(rig);
    const int before = rig.remote.looks();
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    CHECK(rig.ask("shop", "dev")->revision == "c1");
    contact->rest();
    CHECK(rig.health().up);  // which nobody reads for
    CHECK(rig.remote.looks() == before);
    CHECK(rig.ask("shop", "dev")->revision == "c2");
    CHECK_FALSE(contact->rests());
    CHECK(rig.ask("shop", "dev")->revision == "c2");
    CHECK(rig.remote.looks() == before + 1);
  }

  TEST_CASE("the end of a rest finds a dead remote as everybody else does") {
    Rig rig;
    const auto contact = read_once(rig);
    rig.remote.go_down();
    contact->rest();
    CHECK(rig.ask("shop", "dev")->revision == "c1");
    CHECK_FALSE(contact->rests());
  }

  TEST_CASE("32 reads wait for the end of a rest, and the next one gets what is there") {
    Rig rig;
    const auto contact = read_once(rig);
    rig.remote.push("main", {{"shop.yml", "a: 2\n"}});
    contact->rest();
    for (int i = 0; i < 31; ++i) {
      CHECK(contact->take_place());
    }
    SUBCASE("the last place") {
      CHECK(rig.ask("shop", "dev")->revision == "c2");
    }
    SUBCASE("one beyond") {
      CHECK(contact->take_place());
      CHECK(rig.ask("shop", "dev")->revision == "c1");
      CHECK(contact->rests());
      ReadRequest request = Rig::asking("somebody", "shop");
      request.ends_rest = true;  // it has a place already
      CHECK(rig.wait_for(request).get()->revision == "c2");
    }
  }
}

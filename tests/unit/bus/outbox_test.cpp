// Tests of what waits for a broker: nothing is forgotten, and nothing grows without bound.
#include "bus/outbox.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "bus/retry.hpp"

using namespace cairn::bus;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Outbox::Time start{seconds(1'000)};

}  // namespace

TEST_SUITE("Outbox") {
  TEST_CASE("destinations come out in the order in which they came in") {
    Outbox outbox(10);
    outbox.add("b:**", {"1"}, start);
    outbox.add("a:**", {"2"}, start + seconds(1));
    outbox.add("b:**", {"3"}, start + seconds(2));
    const auto taken = outbox.take(10);
    REQUIRE(taken.size() == 2);
    CHECK(taken[0].destination == "b:**");
    CHECK(taken[0].news == std::set<std::string>{"1", "3"});
    CHECK(taken[0].since == start);
    CHECK(taken[1].destination == "a:**");
    CHECK(outbox.empty());
  }

  TEST_CASE("what could not be sent waits again, with what came meanwhile") {
    Outbox outbox(10);
    outbox.add("a:**", {"1"}, start);
    const auto taken = outbox.take(10);
    outbox.add("a:**", {"2"}, start + seconds(1));
    outbox.failed(taken);
    CHECK(outbox.size() == 1);
    CHECK(outbox.oldest(start + seconds(9)) == start);
    CHECK(outbox.take(10).front().news == std::set<std::string>{"1", "2"});
  }

  TEST_CASE("at the limit every destination has its entry; beyond it everybody is told") {
    Outbox outbox(3);
    for (const char* one : {"a:**", "b:**", "c:**"}) {
      outbox.add(one, {"n"}, start);
    }
    CHECK(outbox.size() == 3);
    CHECK(outbox.merged() == 0);
    outbox.add("b:**", {"m"}, start);
    CHECK(outbox.size() == 3);
    outbox.add("d:**", {"n"}, start + seconds(1));
    outbox.add("e:**", {"n"}, start + seconds(1));
    CHECK(outbox.merged() == 3);
    const auto taken = outbox.take(10);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].destination == "**");
    CHECK(taken[0].since == start);
  }

  TEST_CASE("what was confirmed can be repeated until it is forgotten") {
    Outbox outbox(10);
    outbox.add("old:**", {"1"}, start);
    outbox.confirmed(outbox.take(1), start);
    outbox.add("new:**", {"2"}, start + seconds(60));
    outbox.confirmed(outbox.take(1), start + seconds(60));
    outbox.forget_before(start + seconds(30));
    outbox.repeat(start + seconds(90));
    const auto taken = outbox.take(10);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].destination == "new:**");
    CHECK(taken[0].news == std::set<std::string>{"2"});
    outbox.repeat(start + seconds(91));
    CHECK(outbox.empty());
  }

  TEST_CASE("what is remembered is bounded as well") {
    Outbox outbox(2);
    for (const char* one : {"a:**", "b:**", "c:**"}) {
      outbox.add(one, {"n"}, start);
      outbox.confirmed(outbox.take(1), start);
    }
    outbox.repeat(start);
    const auto taken = outbox.take(10);
    REQUIRE(taken.size() == 1);
    CHECK(taken[0].destination == "**");
  }

  TEST_CASE("the same news have the same id, in whatever order they came") {
    CHECK(id_of_news("a:**", {"1", "2"}) == id_of_news("a:**", {"2", "1"}));
    CHECK(id_of_news("a:**", {"1"}) != id_of_news("b:**", {"1"}));
    CHECK(id_of_news("a:**", {"1"}) != id_of_news("a:**", {"1", "2"}));
  }
}

TEST_SUITE("retry_pause") {
  TEST_CASE("it doubles up to the longest, and chance takes a fifth at most") {
    const auto pause = [](unsigned failures, double chance) {
      return retry_pause(failures, milliseconds(250), seconds(15), chance);
    };
    CHECK(pause(1, 0) == milliseconds(250));
    CHECK(pause(2, 0) == milliseconds(500));
    CHECK(pause(7, 0) == seconds(15));
    CHECK(pause(4'000'000'000U, 0) == seconds(15));
    CHECK(pause(1, 1) == milliseconds(200));
  }
}

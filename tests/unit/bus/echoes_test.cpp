// Tests of when a replica may keep silent.
#include "bus/echoes.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace cairn::bus;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const Echoes::Time start{seconds(1'000)};

}  // namespace

TEST_SUITE("Echoes") {
  TEST_CASE("what another replica told need not be told again") {
    Echoes echoes;
    echoes.heard("id", start);
    CHECK(echoes.settled("id", start - seconds(5), start + milliseconds(30)));
    CHECK_FALSE(echoes.settled("other", start - seconds(5), start));
  }

  TEST_CASE("it is told all the same when somebody read the old state after that") {
    Echoes echoes;
    echoes.heard("id", start);
    CHECK_FALSE(echoes.settled("id", start + milliseconds(10), start + milliseconds(30)));
  }

  TEST_CASE("an id counts once: the same step may come again") {
    Echoes echoes;
    echoes.heard("id", start);
    CHECK(echoes.settled("id", start - seconds(5), start));
    CHECK_FALSE(echoes.settled("id", start - seconds(5), start));
  }

  TEST_CASE("an id counts for a while") {
    Echoes echoes(10, seconds(60));
    echoes.heard("young", start);
    echoes.heard("old", start);
    CHECK(echoes.settled("young", start - seconds(1), start + seconds(60)));
    CHECK_FALSE(echoes.settled("old", start - seconds(1), start + seconds(61)));
  }

  TEST_CASE("so many are remembered, and then the oldest goes") {
    Echoes echoes(2);
    for (const char* id : {"a", "b", "c"}) {
      echoes.heard(id, start);
    }
    CHECK_FALSE(echoes.settled("a", start - seconds(1), start));
    CHECK(echoes.settled("b", start - seconds(1), start));
    CHECK(echoes.settled("c", start - seconds(1), start));
  }
}

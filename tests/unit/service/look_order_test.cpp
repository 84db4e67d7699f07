// Places for looks: who gets the next one, and which are kept.
#include "service/look_order.hpp"

#include <doctest/doctest.h>

using namespace std::chrono_literals;
using cairn::service::next_long_look;
using cairn::service::next_look;
using cairn::service::RunningLook;
using cairn::service::SteadyTime;
using cairn::service::WantedLook;

namespace {

const SteadyTime now = SteadyTime() + 1h;

WantedLook well(const std::string& host, std::chrono::seconds waits = 0s) {
  return {host, false, now - waits};
}
WantedLook doubted(const std::string& host, std::chrono::seconds waits = 0s) {
  return {host, true, now - waits};
}
RunningLook runs(const std::string& host, bool doubted, std::chrono::milliseconds runs_for = 0ms) {
  return {host, doubted, now - runs_for};
}

}  // namespace

TEST_SUITE("service::next_look") {
  TEST_CASE("who waits longest is next, and nobody when all places are taken") {
    CHECK(next_look({}, {well("a", 1s), well("b", 3s), well("c", 2s)}, 2, now) == 1U);
    CHECK(next_look({}, {}, 2, now) == std::nullopt);
    CHECK(next_look({runs("a", false), runs("b", false)}, {well("c")}, 2, now) == std::nullopt);
  }

  TEST_CASE("looks that are likely to hang never take the last place") {
    const std::vector<RunningLook> two = {runs("a", true), runs("b", true)};
    CHECK(next_look(two, {doubted("c")}, 4, now) == 0U);
    const std::vector<RunningLook> three = {runs("a", true), runs("b", true), runs("c", true)};
    CHECK(next_look(three, {doubted("d", 100s)}, 4, now) == std::nullopt);
    CHECK(next_look(three, {doubted("d", 100s), well("e")}, 4, now) == 1U);
  }

  TEST_CASE("a look that takes long counts as one that hangs") {
    const std::vector<RunningLook> quick = {runs("a", false, 999ms), runs("b", true),
                                            runs("c", true)};
    CHECK(next_look(quick, {doubted("d")}, 4, now) == 0U);
    const std::vector<RunningLook> slow = {runs("a", false, 1000ms), runs("b", true),
                                           runs("c", true)};
    CHECK(next_look(slow, {doubted("d")}, 4, now) == std::nullopt);
    CHECK(next_look(slow, {well("d")}, 4, now) == 0U);
  }

  TEST_CASE("looks that take long give their places to remotes that are well, once each") {
    const auto long_ones = [](std::size_t count, std::chrono::milliseconds runs_for) {
      std::vector<RunningLook> running;
      for (std::size_t i = 0; i < count; ++i) {
        running.push_back(runs(std::string(1, static_cast<char>('a' + i)), false, runs_for));
      }
      return running;
    };
    CHECK(next_look(long_ones(4, 999ms), {well("x")}, 4, now) == std::nullopt);
    CHECK(next_look(long_ones(4, 1000ms), {well("x")}, 4, now) == 0U);
    CHECK(next_look(long_ones(4, 1000ms), {doubted("x", 9s), well("y")}, 4, now) == 1U);
    CHECK(next_look(long_ones(4, 1000ms), {doubted("x")}, 4, now) == std::nullopt);
    CHECK(next_look(long_ones(7, 1000ms), {well("x")}, 4, now) == 0U);
    CHECK(next_look(long_ones(8, 1000ms), {well("x")}, 4, now) == std::nullopt);
    auto mixed = long_ones(4, 1000ms);
    mixed.push_back(runs("u", false));
    mixed.push_back(runs("v", false));
    mixed.push_back(runs("w", false));
    CHECK(next_look(mixed, {well("x")}, 4, now) == 0U);
    mixed.push_back(runs("x", false));
    CHECK(next_look(mixed, {well("y")}, 4, now) == std::nullopt);
    CHECK(next_look(long_ones(1, 1000ms), {well("x")}, 1, now) == 0U);
    CHECK(next_look(long_ones(1, 1000ms), {doubted("x")}, 1, now) == std::nullopt);
  }

  TEST_CASE("the next look that begins to take long is the one that began first") {
    CHECK(next_long_look({}, now) == SteadyTime::max());
    CHECK(next_long_look({runs("a", false, 1000ms), runs("b", true, 2h)}, now) ==
          SteadyTime::max());
    CHECK(next_long_look({runs("a", false, 300ms), runs("b", true, 999ms), runs("c", true, 1s)},
                         now) == now + 1ms);
  }

  TEST_CASE("the looks of one host never take the last place, whatever is thought of it") {
    const std::vector<RunningLook> three = {runs("a", false), runs("a", false), runs("a", false)};
    CHECK(next_look(three, {well("a")}, 4, now) == std::nullopt);
    CHECK(next_look(three, {well("a", 9s), well("b")}, 4, now) == 1U);
  }

  TEST_CASE("what shares no host with others counts by itself") {
    const std::vector<RunningLook> three = {runs("", false), runs("", false), runs("", false)};
    CHECK(next_look(three, {well("")}, 4, now) == 0U);
  }

  TEST_CASE("among those that are likely to hang each host has its turn, then who waits longest") {
    const std::vector<RunningLook> running = {runs("a", true), runs("a", true)};
    CHECK(next_look(running, {doubted("a", 60s), doubted("b", 1s)}, 4, now) == 1U);
    CHECK(next_look({}, {doubted("a", 60s), doubted("b", 61s)}, 4, now) == 1U);
  }

  TEST_CASE("with one place nobody goes before another, and nobody waits for ever") {
    CHECK(next_look({}, {well("a", 1s), doubted("b", 2s)}, 1, now) == 1U);
    CHECK(next_look({}, {well("a", 3s), doubted("b", 2s)}, 1, now) == 0U);
  }
}

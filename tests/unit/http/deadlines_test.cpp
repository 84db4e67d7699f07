// How long each kind of waiting may take, by a clock that the test turns.
#include "http/deadlines.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <utility>
#include <vector>

using namespace cairn::http;
using namespace std::chrono_literals;

namespace {

using Lists = Deadlines<int>;
const Lists::Clock::time_point start{1h};

}  // namespace

TEST_SUITE("http::Deadlines") {
  TEST_CASE("each kind of waiting has its length, to the millisecond") {
    const std::vector<std::pair<Waiting, std::chrono::milliseconds>> lengths{
        {Waiting::handshake, 5s}, {Waiting::head, 5s},  {Waiting::body, 10s},
        {Waiting::write, 10s},    {Waiting::idle, 60s}, {Waiting::linger, 2s},
        {Waiting::answer, 90s}};
    for (const auto& [waiting, length] : lengths) {
      CAPTURE(static_cast<int>(waiting));
      Lists lists{Timeouts()};
      const auto owner = std::make_shared<int>(1);
      lists.arm(lists.add(owner, start), waiting, start);
      CHECK(lists.over(start + length - 1ms).empty());
      CHECK(lists.over(start + length) == std::vector{owner});
    }
  }

  TEST_CASE("time that was armed anew counts from then, and nobody overtakes who is due before") {
    Lists lists{Timeouts()};
    const auto first = std::make_shared<int>(1);
    const auto second = std::make_shared<int>(2);
    const auto at = lists.add(first, start);
    static_cast<void>(lists.add(second, start + 1s));
    lists.arm(at, Waiting::idle, start + 2s);
    CHECK(lists.over(start + 61s) == std::vector{second});
    CHECK(lists.over(start + 62s) == std::vector{second, first});
    lists.arm(at, Waiting::head, start + 60s);
    CHECK(lists.over(start + 65s).size() == 2);
    lists.remove(at);
    CHECK(lists.size() == 1);
    CHECK(lists.over(start + 65s) == std::vector{second});
  }
}

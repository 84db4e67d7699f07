// When a program that follows its servers asks next.
#include "client/pace.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using client::Pace;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// In the middle of what chance may give.
Pace pace_with(LiveOptions options, double random = 0.5) {
  return Pace(options, [random] { return random; });
}

constexpr Pace::Answered held{true, true, true, true, seconds(45)};
constexpr Pace::Answered at_once{true, true, true, false, milliseconds(1)};
constexpr Pace::Answered not_understood{true, false, true, true, milliseconds(1)};
constexpr Pace::Answered without_tag{false, false, false, false, milliseconds(1)};

}  // namespace

TEST_SUITE("client: pace") {
  TEST_CASE("a server that waits is asked again at once") {
    Pace pace = pace_with({});
    const Pace::Step step = pace.after_answer(held);
    CHECK(step.pause == milliseconds(0));
    CHECK(step.wait == seconds(45));
    CHECK_FALSE(step.polls);
  }

  TEST_CASE("the first answer has a tag, so the second request waits") {
    Pace pace = pace_with({});
    const Pace::Step step = pace.after_answer({.tagged = true});
    CHECK(step.pause == milliseconds(0));
    CHECK(step.wait == seconds(45));
  }

  TEST_CASE("a server that does not wait, or has no tags, is polled") {
    for (const auto& [random, pause] : {std::pair{0.0, 27'000}, {0.5, 30'000}, {0.999, 32'994}}) {
      Pace pace = pace_with({}, random);
      CHECK(pace.after_answer(not_understood).pause == milliseconds(pause));
      CHECK(pace.after_answer(without_tag).pause == milliseconds(pause));
      CHECK(pace.after_answer(without_tag).polls);
    }
  }

  TEST_CASE("a server that waited without saying so counts as one that waits") {
    Pace pace = pace_with({});
    CHECK_FALSE(pace.after_answer({true, false, true, true, seconds(23)}).polls);
    CHECK(pace.after_answer({true, false, true, true, seconds(21)}).polls);
    CHECK(pace.after_answer({true, false, true, false, seconds(23)}).polls);
  }

  TEST_CASE("without a time to wait servers are polled") {
    Pace pace = pace_with({.wait = seconds(0)});
    const Pace::Step step = pace.after_answer({.tagged = true});
    CHECK(step.polls);
    CHECK(step.wait == seconds(0));
  }

  TEST_CASE("a time to wait of more than an hour is cut") {
    CHECK(pace_with({.wait = seconds(3600)}).after_answer(held).wait == seconds(3600));
    CHECK(pace_with({.wait = seconds(3601)}).after_answer(held).wait == seconds(3600));
  }

  TEST_CASE("with an override file no request is held for longer than that file is left alone") {
    LiveOptions options;
    options.load.override_file.file = "override.yml";
    options.poll_interval = milliseconds(2500);
    CHECK(pace_with(options).after_answer(held).wait == seconds(3));
    options.poll_interval = milliseconds(1);
    CHECK(pace_with(options).after_answer(held).wait == seconds(1));
  }

  TEST_CASE("the pause after failures doubles up to its maximum, a half of it by chance") {
    Pace low = pace_with({}, 0.0);
    Pace high = pace_with({}, 0.9999);
    for (const int whole : {1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000}) {
      CAPTURE(whole);
      CHECK(low.after_failure(false, milliseconds(1)).pause == milliseconds(whole / 2));
      const auto longest = high.after_failure(false, milliseconds(1)).pause;
      CHECK(longest <= milliseconds(whole));
      CHECK(longest > milliseconds(whole - 10));
    }
  }

  TEST_CASE("an answer ends the series of failures") {
    Pace pace = pace_with({}, 0.0);
    (void)pace.after_failure(false, milliseconds(1));
    (void)pace.after_failure(false, milliseconds(1));
    (void)pace.after_answer(held);
    CHECK(pace.after_failure(false, milliseconds(1)).pause == milliseconds(500));
  }

  TEST_CASE("a request that is cut while it is held makes the next wait clearly shorter") {
    Pace pace = pace_with({});
    CHECK(pace.after_failure(true, milliseconds(30'000)).wait == seconds(22));
    CHECK(pace.after_failure(true, milliseconds(10'000)).wait == seconds(7));
    CHECK(pace.after_failure(true, milliseconds(3'000)).wait == seconds(2));
    CHECK(pace.after_failure(true, milliseconds(1'999)).wait == seconds(2));
    CHECK(pace.after_failure(false, milliseconds(5'000)).wait == seconds(2));
    CHECK(pace.after_failure(true, milliseconds(2'000)).wait == seconds(1));
    CHECK(pace.after_failure(true, milliseconds(2'000)).wait == seconds(1));
  }

  TEST_CASE("twenty requests held to their end make it longer again") {
    Pace pace = pace_with({});
    (void)pace.after_failure(true, milliseconds(30'000));
    for (int i = 1; i < 20; ++i) {
      CHECK(pace.after_answer({true, true, true, true, seconds(22)}).wait == seconds(22));
    }
    CHECK(pace.after_answer({true, true, true, true, seconds(22)}).wait == seconds(44));
  }

  TEST_CASE("servers that contradict each other are asked less and less often") {
    Pace pace = pace_with({}, 0.0);
    for (int i = 0; i < 4; ++i) {
      CHECK(pace.after_answer(at_once).pause == milliseconds(0));
    }
    for (const int pause : {500, 1'000, 2'000, 4'000, 8'000, 15'000, 15'000}) {
      CHECK(pace.after_answer(at_once).pause == milliseconds(pause));
    }
    CHECK(pace.after_answer(held).pause == milliseconds(0));
    CHECK(pace.after_answer(at_once).pause == milliseconds(0));
  }
}

// The room's one thread: order, ticks, and the end.
#include "rpc/runner.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <vector>

using cairn::rpc::Runner;

TEST_SUITE("rpc::Runner") {
  TEST_CASE("jobs are done in the order in which they came, the last ones before the end") {
    std::vector<int> done;
    Runner runner;
    runner.start(std::chrono::hours(1), [] {});
    for (int i = 0; i < 100; ++i) {
      runner.post([&done, i] { done.push_back(i); });
    }
    runner.stop();
    REQUIRE(done.size() == 100);
    for (int i = 0; i < 100; ++i) {
      CHECK(done[static_cast<std::size_t>(i)] == i);
    }
  }

  TEST_CASE("a job may post another one, which is done as well") {
    std::promise<void> second;
    Runner runner;
    runner.start(std::chrono::hours(1), [] {});
    runner.post([&] { runner.post([&second] { second.set_value(); }); });
    second.get_future().wait();
  }

  TEST_CASE("it looks round also when nothing comes") {
    std::promise<void> twice;
    std::atomic<int> ticks{0};
    Runner runner;
    runner.start(std::chrono::milliseconds(1), [&] {
      if (++ticks == 2) {
        twice.set_value();
      }
    });
    twice.get_future().wait();
  }

  TEST_CASE("before its start and after its end a job is dropped") {
    bool ran = false;
    Runner runner;
    runner.post([&ran] { ran = true; });
    runner.start(std::chrono::hours(1), [] {});
    runner.stop();
    runner.post([&ran] { ran = true; });
    runner.stop();
    CHECK_FALSE(ran);
  }
}

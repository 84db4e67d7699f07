// The thread pool: everything that was taken is run, what is too much is refused.
#include "base/thread_pool.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>

using cairn::base::ThreadPool;

TEST_SUITE("base::ThreadPool") {
  TEST_CASE("every job that was taken runs, also those queued at the end") {
    std::atomic<int> ran{0};
    {
      ThreadPool pool(2, 1000);
      for (int i = 0; i < 500; ++i) {
        REQUIRE(pool.post([&ran] { ++ran; }));
      }
    }
    CHECK(ran == 500);
  }

  TEST_CASE("a full queue refuses the next job") {
    std::latch started(1);
    std::latch go(1);
    std::atomic<int> ran{0};
    {
      ThreadPool pool(1, 2);
      REQUIRE(pool.post([&] {
        started.count_down();
        go.wait();
      }));
      started.wait();
      CHECK(pool.post([&ran] { ++ran; }));
      CHECK(pool.post([&ran] { ++ran; }));
      CHECK_FALSE(pool.post([&ran] { ++ran; }));
      go.count_down();
    }
    CHECK(ran == 2);
  }
}

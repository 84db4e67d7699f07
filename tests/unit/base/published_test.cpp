// Published values: readers keep what they took.
#include "base/published.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using cairn::base::Published;

TEST_SUITE("base::Published") {
  TEST_CASE("a reader keeps its value over a publication") {
    Published<int> value(std::make_shared<const int>(1));
    const auto taken = value.current();
    value.publish(std::make_shared<const int>(2));
    CHECK(*taken == 1);
    CHECK(*value.current() == 2);
  }

  TEST_CASE("readers never see values go back") {
    Published<int> value(std::make_shared<const int>(0));
    std::atomic<bool> went_back{false};
    std::thread reader([&] {
      int last = 0;
      while (last < 2000) {
        const int now = *value.current();
        went_back = went_back || now < last;
        last = now;
      }
    });
    for (int i = 1; i <= 2000; ++i) {
      value.publish(std::make_shared<const int>(i));
    }
    reader.join();
    CHECK_FALSE(went_back);
  }
}

// A peer that ends is seen although nobody reads what it sent before.
#include "http/hang_ups.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

using namespace cairn::http;

namespace {

struct Pair {
  Pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0); }
  ~Pair() {
    ::close(ends[0]);
    hang_up();
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void hang_up() {
    if (ends[1] >= 0) {
      ::close(ends[1]);
      ends[1] = -1;
    }
  }

  std::array<int, 2> ends{-1, -1};
};

}  // namespace

TEST_SUITE("HangUps") {
  TEST_CASE("the end behind unread bytes is told, once; bytes alone are not") {
    asio::io_context context;
    HangUps hang_ups(context);
    Pair pair;
    REQUIRE(::send(pair.ends[1], "more", 4, 0) == 4);
    int gone = 0;
    REQUIRE(hang_ups.watch(pair.ends[0], [&] { ++gone; }));
    context.poll();
    CHECK(gone == 0);
    pair.hang_up();
    context.poll();
    CHECK(gone == 1);
    context.poll();
    CHECK(gone == 1);
  }

  TEST_CASE("what is forgotten is not told, and may be watched again") {
    asio::io_context context;
    HangUps hang_ups(context);
    Pair pair;
    int gone = 0;
    REQUIRE(hang_ups.watch(pair.ends[0], [&] { ++gone; }));
    hang_ups.forget(pair.ends[0]);
    REQUIRE(hang_ups.watch(pair.ends[0], [&] { gone += 10; }));
    pair.hang_up();
    context.poll();
    CHECK(gone == 10);
    hang_ups.forget(pair.ends[0]);
  }
}

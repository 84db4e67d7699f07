// Each beginning is told once, to who still listens, and nobody's bug takes it from others.
#include "http/socket_events.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <stdexcept>

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

  void send() const { REQUIRE(::send(ends[1], "more", 4, 0) == 4); }
  void hang_up() {
    if (ends[1] >= 0) {
      ::close(ends[1]);
      ends[1] = -1;
    }
  }

  std::array<int, 2> ends{-1, -1};
};

struct Listener final : SocketListener {
  void on_socket(SocketEvent event) override {
    ++told;
    last = event;
    if (then) {
      then();
    }
  }

  int told = 0;
  SocketEvent last;
  std::function<void()> then;
};

struct House {
  House() { REQUIRE(events.open().has_value()); }

  asio::io_context context{1};
  SocketEvents events{context};
};

}  // namespace

TEST_SUITE("SocketEvents") {
  TEST_CASE("bytes and the end behind them are told when they come, once, read or not") {
    House house;
    Pair pair;
    Listener listener;
    REQUIRE(house.events.add(pair.ends[0], listener));
    house.context.poll();
    CHECK(listener.told == 1);
    CHECK(listener.last.writable);
    CHECK_FALSE(listener.last.readable);
    pair.send();
    house.context.poll();
    CHECK(listener.told == 2);
    CHECK(listener.last.readable);
    CHECK_FALSE(listener.last.hung_up);
    house.context.poll();
    CHECK(listener.told == 2);
    pair.hang_up();
    house.context.poll();
    CHECK(listener.told == 3);
    CHECK(listener.last.hung_up);
  }

  TEST_CASE("what came before somebody listens is told as well") {
    House house;
    Pair pair;
    Listener listener;
    pair.send();
    REQUIRE(house.events.add(pair.ends[0], listener));
    house.context.poll();
    CHECK(listener.last.readable);
  }

  TEST_CASE("who goes while others are told hears nothing more") {
    House house;
    std::array<Pair, 2> pairs;
    std::array<Listener, 2> listeners;
    for (std::size_t i = 0; i < 2; ++i) {
      REQUIRE(house.events.add(pairs.at(i).ends[0], listeners.at(i)));
      // Whoever is told first removes the other one.
      listeners.at(i).then = [&, i] {
        house.events.again(listeners.at(1 - i));
        house.events.remove(pairs.at(1 - i).ends[0], listeners.at(1 - i));
      };
    }
    house.context.poll();
    CHECK(listeners[0].told + listeners[1].told == 1);
  }

  TEST_CASE("who asks to be told again is, after the others, and from outside of a turn too") {
    House house;
    Pair pair;
    Listener listener;
    REQUIRE(house.events.add(pair.ends[0], listener));
    listener.then = [&] {
      if (listener.told < 5) {
        house.events.again(listener);
        house.events.again(listener);  // counts as one
      }
    };
    house.context.poll();
    CHECK(listener.told == 5);
    house.events.again(listener);
    house.context.poll();
    CHECK(listener.told == 6);
    CHECK(listener.last.readable);
  }

  TEST_CASE("what one listener throws takes nothing from the next one, nor from what comes later") {
    House house;
    std::array<Pair, 2> pairs;
    std::array<Listener, 2> listeners;
    for (std::size_t i = 0; i < 2; ++i) {
      REQUIRE(house.events.add(pairs.at(i).ends[0], listeners.at(i)));
      listeners.at(i).then = [] { throw std::runtime_error("a bug"); };
    }
    house.context.poll();
    CHECK(listeners[0].told == 1);
    CHECK(listeners[1].told == 1);
    pairs[0].send();
    house.context.poll();
    CHECK(listeners[0].told == 2);
  }

  TEST_CASE("more sockets than fit into one turn are all told") {
    House house;
    std::array<Pair, 150> pairs;
    std::array<Listener, 150> listeners;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      pairs.at(i).send();
      REQUIRE(house.events.add(pairs.at(i).ends[0], listeners.at(i)));
    }
    house.context.poll();
    for (const Listener& listener : listeners) {
      CHECK(listener.told == 1);
    }
  }

  TEST_CASE("in a turn the time is that of the turn") {
    House house;
    std::array<Pair, 2> pairs;
    std::array<Listener, 2> listeners;
    std::array<SocketEvents::Time, 2> seen;
    for (std::size_t i = 0; i < 2; ++i) {
      REQUIRE(house.events.add(pairs.at(i).ends[0], listeners.at(i)));
      listeners.at(i).then = [&, i] { seen.at(i) = house.events.now(); };
    }
    const auto before = house.events.now();
    house.context.poll();
    CHECK(seen[0] == seen[1]);
    CHECK(seen[0] >= before);
    CHECK(house.events.now() > seen[0]);
  }
}

// News of pushes: which repository they mean, and when it is looked at.
#include <doctest/doctest.h>

#include "service/remote_place.hpp"
#include "service/repository_slot.hpp"

using namespace std::chrono_literals;
using namespace cairn::service;

TEST_SUITE("service, announcements") {
  TEST_CASE("one repository has one place, however its address is written") {
    for (const char* address :
         {"https://git.example/team/config.git", "https://user:secret@Git.Example:8443/team/config",
          "ssh://git@git.example:29418/team/config.git/", "git@git.example:team/config.git",
          "git.example:/team/config", "https://git.example//team/config.git?x=y"}) {
      CAPTURE(address);
      CHECK(place_of(address) == "git.example/team/config");
    }
    CHECK(place_of("http://[::1]:80/r.git") == "[::1]/r");
    CHECK(place_of("http://[::1]/r.git") == "[::1]/r");
  }

  TEST_CASE("what names no host has no place") {
    for (const char* address : {"", "/srv/config.git", "file:///srv/config.git", "https://host",
                                "https:///x", "host:", "words"}) {
      CAPTURE(address);
      CHECK(place_of(address).empty());
    }
  }

  TEST_CASE("a repository with news is due a second after its last look, not before") {
    const SteadyTime now = SteadyTime() + 1h;
    RepositorySlot slot;
    slot.fetched = true;
    const RepositorySlot::Rhythm rhythm{true, 5s};
    slot.last_look_began = now - 300ms;
    CHECK(slot.next_due(rhythm, now) == now + 5s);
    slot.announced = true;
    CHECK(slot.next_due(rhythm, now) == now + 700ms);
    slot.last_look_began = now - 10s;
    CHECK(slot.next_due(rhythm, now) == now);
    slot.failures = 5;
    CHECK(slot.next_due(rhythm, now) == now);
    slot.refresh_rate = -1s;
    CHECK(slot.next_due(rhythm, now) == now);
    slot.announced = false;
    CHECK(slot.next_due(rhythm, now) == SteadyTime::max());
  }

  TEST_CASE("news wake a repository that rests") {
    const SteadyTime now = SteadyTime() + 24h;
    RepositorySlot slot;
    slot.of_placeholders = true;
    slot.fetched = true;
    slot.contact = std::make_shared<cairn::catalog::Contact>(0ms, 0);
    slot.last_look_began = now - 10s;
    const RepositorySlot::Rhythm rhythm{true, 5s};
    CHECK(slot.rests(rhythm, now));
    slot.announced = true;
    CHECK_FALSE(slot.rests(rhythm, now));
  }
}

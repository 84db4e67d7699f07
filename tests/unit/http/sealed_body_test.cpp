// A sealed body holds its bytes, cannot be changed, and is one of a limited number.
#include "http/sealed_body.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

using namespace cairn::http;

TEST_SUITE("SealedBodies") {
  TEST_CASE("the file holds the body, and nobody can change it") {
    SealedBodies bodies(1);
    const std::string body(SealedBodies::bytes_min, 'x');
    const auto sealed = bodies.make(body);
    REQUIRE(sealed != nullptr);
    const int file = sealed->descriptor();
    std::string read(body.size() + 1, ' ');
    CHECK(::pread(file, read.data(), read.size(), 0) == static_cast<ssize_t>(body.size()));
    CHECK(read.substr(0, body.size()) == body);
    CHECK(::pwrite(file, "y", 1, 0) < 0);
    CHECK(::ftruncate(file, 0) != 0);
  }

  TEST_CASE("a body below the least size is none") {
    SealedBodies bodies(1);
    CHECK(bodies.make(std::string(SealedBodies::bytes_min - 1, 'x')) == nullptr);
    CHECK(bodies.count() == 0);
  }

  TEST_CASE("there are no more than the limit, however long they are kept") {
    const std::string body(SealedBodies::bytes_min, 'x');
    SealedBodies bodies(2);
    auto first = bodies.make(body);
    const auto second = bodies.make(body);
    CHECK(second != nullptr);
    CHECK(bodies.make(body) == nullptr);
    first.reset();
    CHECK(bodies.count() == 1);
    CHECK(bodies.make(body) != nullptr);
  }

  TEST_CASE("what was made outlives who made it") {
    std::shared_ptr<const SealedBody> sealed;
    {
      SealedBodies bodies(1);
      sealed = bodies.make(std::string(SealedBodies::bytes_min, 'x'));
    }
    REQUIRE(sealed != nullptr);
    CHECK(::lseek(sealed->descriptor(), 0, SEEK_END) ==
          static_cast<off_t>(SealedBodies::bytes_min));
  }
}

// What the cache keeps, for how long, and what it costs.
#include "http/answer_cache.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

using namespace cairn::http;
using namespace std::chrono_literals;

namespace {

const auto start = std::chrono::steady_clock::time_point(1h);

std::shared_ptr<const KnownAnswer> known(std::uint64_t generation, bool own_file = true,
                                         std::size_t bytes = 10) {
  auto answer = std::make_shared<cairn::service::Answer>();
  answer->body = std::string(bytes, 'x');
  answer->generation = generation;
  answer->own_file = own_file;
  auto made = std::make_shared<KnownAnswer>();
  made->answer = answer;
  return made;
}

}  // namespace

TEST_SUITE("http::AnswerCache") {
  TEST_CASE("an answer is found until the generation changes") {
    AnswerCache cache(100'000, 10);
    CHECK(cache.find("a", 1) == nullptr);
    const auto answer = known(1);
    cache.offer("a", answer, 1, start);
    CHECK(cache.find("a", 1) == answer);
    CHECK(cache.find("b", 1) == nullptr);
    CHECK(cache.find("a", 2) == nullptr);
    CHECK(cache.size() == 0);
    CHECK(cache.bytes() == 0);
  }

  TEST_CASE("an answer of another generation, or one not to be kept, is not") {
    AnswerCache cache(100'000, 10);
    cache.offer("a", known(1), 2, start);
    auto once = std::make_shared<cairn::service::Answer>();
    once->keep = false;
    once->own_file = true;
    once->generation = 2;
    auto made = std::make_shared<KnownAnswer>();
    made->answer = once;
    cache.offer("b", made, 2, start);
    CHECK(cache.size() == 0);
  }

  TEST_CASE("a name that no file stands for is kept on its second request within a minute") {
    AnswerCache cache(100'000, 10);
    cache.offer("a", known(1, false), 1, start);
    CHECK(cache.size() == 0);
    cache.offer("a", known(1, false), 1, start + 60s);
    CHECK(cache.size() == 1);
    cache.offer("b", known(1, false), 1, start);
    cache.offer("b", known(1, false), 1, start + 61s);
    CHECK(cache.size() == 1);
  }

  TEST_CASE("beyond the count the least recently used goes") {
    AnswerCache cache(100'000, 2);
    cache.offer("a", known(1), 1, start);
    cache.offer("b", known(1), 1, start);
    CHECK(cache.find("a", 1) != nullptr);
    cache.offer("c", known(1), 1, start);
    CHECK(cache.size() == 2);
    CHECK(cache.find("a", 1) != nullptr);
    CHECK(cache.find("b", 1) == nullptr);
  }

  TEST_CASE("beyond the bytes too, and what is larger than all of it is never kept") {
    AnswerCache cache(2'000, 10);
    cache.offer("a", known(1, true, 400), 1, start);
    cache.offer("b", known(1, true, 400), 1, start);
    CHECK(cache.size() == 2);
    cache.offer("c", known(1, true, 400), 1, start);
    CHECK(cache.size() == 2);
    CHECK(cache.bytes() <= 2'000);
    cache.offer("d", known(1, true, 4'000), 1, start);
    CHECK(cache.find("d", 1) == nullptr);
    CHECK(cache.size() == 2);
  }
}

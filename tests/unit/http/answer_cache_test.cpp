// What the cache keeps, for how long, and what it costs.
#include "http/answer_cache.hpp"

#include <doctest/doctest.h>

#include <algorithm>
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

  TEST_CASE("what was asked for again outlasts what was not") {
    AnswerCache cache(100'000, 5);
    cache.offer("a", known(1), 1, start);
    CHECK(cache.find("a", 1) != nullptr);
    for (const char* key : {"b", "c", "d", "e", "f", "g", "h", "i"}) {
      cache.offer(key, known(1), 1, start);
    }
    CHECK(cache.find("a", 1) != nullptr);
    CHECK(cache.find("e", 1) == nullptr);
    CHECK(cache.find("f", 1) != nullptr);
    CHECK(cache.size() == 5);
  }

  TEST_CASE("there is always a place for what is new") {
    AnswerCache cache(100'000, 5);
    for (const char* key : {"a", "b", "c", "d", "e"}) {
      cache.offer(key, known(1), 1, start);
      CHECK(cache.find(key, 1) != nullptr);
    }
    cache.offer("f", known(1), 1, start);
    CHECK(cache.find("f", 1) != nullptr);
    CHECK(cache.find("a", 1) == nullptr);
    CHECK(cache.size() == 5);
  }

  TEST_CASE("a large body that is asked for often is kept as a file too, and paid for") {
    constexpr std::size_t large = SealedBodies::bytes_min;
    AnswerCache cache(100'000, 10, 1);
    cache.offer("large", known(1, true, large), 1, start);
    cache.offer("small", known(1, true, large - 1), 1, start);
    const std::size_t before = cache.bytes();
    CHECK(cache.find("large", 1)->sealed == nullptr);
    for (int i = 0; i < 10; ++i) {
      CHECK(cache.find("small", 1)->sealed == nullptr);
      CHECK(cache.find("large", 1)->body().size() == large);
    }
    CHECK(cache.find("large", 1)->sealed != nullptr);
    CHECK(cache.bytes() == before + large);
    CHECK(cache.find("large", 2) == nullptr);
    CHECK(cache.bytes() == 0);
  }

  TEST_CASE("what holds secrets, or would take more memory than there is, is kept as no file") {
    constexpr std::size_t large = SealedBodies::bytes_min;
    auto answer = std::make_shared<cairn::service::Answer>();
    answer->secret_body = cairn::base::Secret(std::string(large, 's'));
    answer->generation = 1;
    answer->own_file = true;
    auto secret = std::make_shared<KnownAnswer>();
    secret->answer = answer;
    AnswerCache cache(2 * large, 10, 4);
    cache.offer("secret", secret, 1, start);
    for (int i = 0; i < 10; ++i) {
      CHECK(cache.find("secret", 1)->sealed == nullptr);
    }
    AnswerCache full(2 * large - 1, 10, 4);
    full.offer("large", known(1, true, large), 1, start);
    for (int i = 0; i < 10; ++i) {
      CHECK(full.find("large", 1)->sealed == nullptr);
    }
  }

  TEST_CASE("a million random names leave the memory bounded and the hot set hot") {
    constexpr std::size_t bytes_max = std::size_t{4} * 1024 * 1024;
    constexpr int hot = 300;
    AnswerCache cache(bytes_max, 65'536);
    const auto of_hot = known(1, true, 1'500);
    for (int i = 0; i < hot; ++i) {
      cache.offer("/hot/" + std::to_string(i), of_hot, 1, start);
      CHECK(cache.find("/hot/" + std::to_string(i), 1) != nullptr);
    }
    const auto nobody = known(1, false, 1'500);   // a random name
    const auto somebody = known(1, true, 1'500);  // a random profile of a known application
    std::size_t most = 0;
    for (int i = 0; i < 1'000'000; ++i) {
      const std::string number = std::to_string(i);
      cache.offer("/random-" + number + "/default", nobody, 1, start);
      if (i % 4 == 0) {
        cache.offer("/shop/random-" + number, somebody, 1, start);
      }
      most = std::max(most, cache.bytes());
    }
    CHECK(most <= bytes_max);
    CHECK(cache.bytes() > bytes_max / 2);  // the second kind came in, and pushed out its like
    for (int i = 0; i < hot; ++i) {
      CHECK(cache.find("/hot/" + std::to_string(i), 1) == of_hot);
    }
  }
}

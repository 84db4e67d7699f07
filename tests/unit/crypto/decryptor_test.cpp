// What the decryptor remembers, and for how long.
#include "crypto/decryptor.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "support/temporary_directory.hpp"
#include "unit/crypto/ring_samples.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn::crypto;
using namespace cairn::crypto::test;
using cairn::base::Secret;
using Effort = Decryptor::Effort;
using State = Decryptor::State;

namespace {

std::shared_ptr<const Keys> symmetric() {
  KeyOptions options;
  options.key = Secret("s3cr3t-key");
  return *Keys::open(options);
}

std::shared_ptr<const Keys> store() {
  const cairn::testing::TemporaryDirectory directory;
  KeyOptions options;
  options.store = KeyOptions::Store{directory.path() + "/k", Secret("pw"), "main", Secret("s")};
  std::ofstream(options.store->path, std::ios::binary)
      << make_jks({{"main", "s"}, {"orders", "o"}}, "pw");
  return *Keys::open(options);
}

const std::string text = "000102030405060708090a0b0c0d0e0f7d739137ea6315d422e9934c3355550b";

}  // namespace

TEST_SUITE("crypto::CachedDecryptor") {
  TEST_CASE("RSA is done once; then the value is remembered") {
    CachedDecryptor decryptor(store(), 1024 * 1024);
    const std::string value(pkcs1_cbc);
    CHECK(decryptor.open(value, {}, Effort::remembered).state == State::not_remembered);
    const auto first = decryptor.open(value, {}, Effort::any);
    CHECK(first.state == State::opened);
    CHECK(first.text.reveal() == "mysecret");
    CHECK(first.first_time);
    const auto again = decryptor.open(value, {}, Effort::remembered);
    CHECK(again.state == State::opened);
    CHECK(again.text.reveal() == "mysecret");
    CHECK_FALSE(again.first_time);
  }

  TEST_CASE("what is not ours is remembered as well") {
    CachedDecryptor decryptor(store(), 1024 * 1024);
    CHECK(decryptor.open("AQ==", {}, Effort::any).first_time);
    const auto again = decryptor.open("AQ==", {}, Effort::remembered);
    CHECK(again.state == State::not_ours);
    CHECK_FALSE(again.first_time);
  }

  TEST_CASE("a value opened with its secret stays closed for another secret") {
    CachedDecryptor decryptor(store(), 1024 * 1024);
    const std::string value(pkcs1_cbc);
    CHECK(decryptor.open("{key:orders}{secret:o}" + value, {}, Effort::any).state == State::opened);
    CHECK(decryptor.open("{key:orders}{secret:wrong}" + value, {}, Effort::any).state ==
          State::not_ours);
    CHECK(decryptor.open("{key:orders}{secret:wrong}" + value, {}, Effort::remembered).state ==
          State::not_ours);
  }

  TEST_CASE("a symmetric key is quick enough to need no memory") {
    CachedDecryptor decryptor(symmetric(), 1024 * 1024);
    CHECK(decryptor.open(text, {}, Effort::remembered).state == State::opened);
    CHECK(decryptor.remembered() == 1);
  }

  TEST_CASE("Cairn's own format is opened for its place, and failures are told once") {
    CachedDecryptor decryptor(nullptr, 1024 * 1024, ring_of({"k1"}, ""));
    const std::string value = *seal_value(ring_of({"k1"}, ""), {"shop", "a"}, "x");
    const auto opened = decryptor.open(value, {"shop", "a"}, Effort::remembered);
    CHECK(opened.state == State::opened);
    CHECK(opened.text.reveal() == "x");
    CHECK(decryptor.remembered() == 0);
    for (const bool first : {true, false}) {
      const auto moved = decryptor.open(value, {"shop", "b"}, Effort::remembered);
      CHECK(moved.state == State::not_ours);
      CHECK(moved.first_time == first);
      CHECK(moved.reason == (first ? "altered or moved" : ""));
    }
    CHECK(decryptor.open(value, {"cart", "a"}, Effort::any).first_time);  // another place
    CHECK(decryptor.open("cairn:1:k9:" + value.substr(11), {"shop", "a"}, Effort::any).reason ==
          "unknown key id 'k9'");
    CHECK(decryptor.open("cairn:2:k1:AA", {"shop", "a"}, Effort::any).state == State::not_ours);
  }

  TEST_CASE("tags are made of all keys") {
    const auto blinded = [](std::shared_ptr<const Keys> keys, KeyRing ring) {
      return CachedDecryptor(std::move(keys), 1, std::move(ring)).blinded("digest");
    };
    CHECK(blinded(nullptr, {}) == "digest");
    CHECK(blinded(symmetric(), {}) == symmetric()->blinded("digest"));
    CHECK(blinded(nullptr, ring_of({"k1"}, "")) != "digest");
    CHECK(blinded(symmetric(), ring_of({"k1"}, "")) != blinded(nullptr, ring_of({"k1"}, "")));
  }

  TEST_CASE("memory is bounded: what was used longest ago goes first") {
    const auto keys = symmetric();
    CachedDecryptor decryptor(keys, 10 * 300);
    std::vector<std::string> values;
    for (int i = 0; i < 30; ++i) {
      values.push_back(*keys->usual()->encrypt("value " + std::to_string(i)));
      CHECK(decryptor.open(values.back(), {}, Effort::any).state == State::opened);
      CHECK_FALSE(
          decryptor.open(values.front(), {}, Effort::any).first_time);  // in use all the time
    }
    CHECK(decryptor.remembered() >= 5);
    CHECK(decryptor.remembered() <= 11);
    CHECK(decryptor.open(values[1], {}, Effort::any).first_time);
    CachedDecryptor none(keys, 0);
    CHECK(none.open(text, {}, Effort::any).text.reveal() == "mysecret");
    CHECK(none.remembered() == 0);
  }

  TEST_CASE("many threads open the same values at once, while memory is short, each its own text") {
    constexpr std::size_t threads = 4;
    constexpr int rounds = 200;
    const auto keys = symmetric();
    CachedDecryptor decryptor(keys, 10 * 300, ring_of({"k1"}, ""));  // a third of them fits in
    std::vector<std::string> values;
    for (int i = 0; i < 30; ++i) {
      const std::string plain = "value " + std::to_string(i);
      values.push_back(i % 3 == 0 ? *seal_value(ring_of({"k1"}, ""), {"shop", "a"}, plain)
                                  : *keys->usual()->encrypt(plain));
    }
    values.emplace_back("00");             // is not ours
    values.emplace_back("cairn:1:k1:AA");  // neither
    std::atomic<int> wrong{0};
    std::vector<std::thread> running;
    for (std::size_t thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        for (std::size_t i = thread; i < thread + rounds; ++i) {
          const std::size_t which = i * 7 % values.size();
          const auto opened = decryptor.open(values[which], {"shop", "a"},
                                             i % 2 == 0 ? Effort::any : Effort::remembered);
          const bool ours = which < 30;
          const bool right = ours ? opened.text.matches("value " + std::to_string(which))
                                  : opened.state == State::not_ours;
          wrong += right ? 0 : 1;
        }
      });
    }
    for (std::thread& thread : running) {
      thread.join();
    }
    CHECK(wrong == 0);
    CHECK(decryptor.remembered() <= 11);
  }

  TEST_CASE("without keys nothing is ours, and that is worth one line in the log") {
    CachedDecryptor decryptor(nullptr, 1024);
    CHECK(decryptor.open(text, {}, Effort::any).first_time);
    const auto again = decryptor.open(text, {}, Effort::any);
    CHECK(again.state == State::not_ours);
    CHECK_FALSE(again.first_time);
    CHECK(decryptor.blinded("x") == "x");
  }
}

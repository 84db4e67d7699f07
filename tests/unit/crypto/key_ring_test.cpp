// The keys of Cairn's own format: how they are written, which of them writes, what is refused.
#include "crypto/key_ring.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "support/temporary_directory.hpp"
#include "unit/crypto/ring_samples.hpp"

using namespace cairn;
using namespace cairn::crypto;
using namespace cairn::crypto::test;

namespace {

const std::string base64_key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const std::string hex_key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1B1C1D1E1F";

// "id:bytes id:bytes", else the error's text without its folder.
std::string keys_of_file(const std::string& content) {
  const testing::TemporaryDirectory directory;
  const std::string path = directory.path() + "/keys";
  std::ofstream(path) << content;
  const auto keys = read_keys_file(path);
  if (!keys) {
    return keys.error().text().substr(directory.path().size());
  }
  std::string text;
  for (const KeyRing::Key& key : *keys) {
    text += key.id + ':' + std::to_string(key.bytes.reveal().size()) + ' ';
  }
  return text;
}

}  // namespace

TEST_SUITE("crypto::KeyRing") {
  TEST_CASE("a key is 32 bytes, in any of the spellings") {
    for (const std::string& text : {base64_key, hex_key, base64_key.substr(0, 43),
                                    std::string("__8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")}) {
      CAPTURE(text);
      const auto key = parse_ring_key(text);
      REQUIRE(key.has_value());
      CHECK(key->reveal().size() == 32);
    }
    CHECK(parse_ring_key(base64_key)->matches(parse_ring_key(hex_key)->reveal()));
    for (const std::string& text : {std::string(), std::string("short"), hex_key.substr(2),
                                    hex_key + "00", base64_key + "AAAA", std::string(64, 'z')}) {
      CAPTURE(text);
      const auto key = parse_ring_key(text);
      REQUIRE_FALSE(key.has_value());
      CHECK(key.error().message == "a key is 32 bytes, as base64 or as 64 hexadecimal digits");
    }
  }

  TEST_CASE("a file has a key in each line") {
    CHECK(keys_of_file("# keys\n\n  k1 : " + base64_key + "\r\nk2:" + hex_key) == "k1:32 k2:32 ");
    CHECK(keys_of_file("").empty());
  }

  TEST_CASE("what is wrong in a file is told with its line, and without the key") {
    CHECK(keys_of_file("k1: " + base64_key + "\nk2: c2VjcmV0\n") ==
          "/keys:2:1: a key is 32 bytes, as base64 or as 64 hexadecimal digits");
    CHECK(keys_of_file(base64_key) == "/keys:1:1: it is not '<id>: <key>'");
    CHECK(keys_of_file(base64_key + ": k1") ==
          "/keys:1:1: an id has 1 to 32 lower-case letters, digits and dashes");
    CHECK(read_keys_file("/nowhere/keys").error().code == ErrorCode::not_found);
    CHECK(keys_of_file(std::string(keys_file_bytes_max, '#')).empty());
    const testing::TemporaryDirectory directory;
    const std::string large = directory.path() + "/keys";
    std::ofstream(large) << std::string(keys_file_bytes_max + 1, '#');
    CHECK(read_keys_file(large).error().code == ErrorCode::resource_exhausted);
  }

  TEST_CASE("the only key writes, of several the one that is named") {
    CHECK(ring_of({"a"}, "").active()->id == "a");
    CHECK(ring_of({"a", "b"}, "").active() == nullptr);
    CHECK(ring_of({"b", "a"}, "b").active()->id == "b");
    CHECK(KeyRing().active() == nullptr);
  }

  TEST_CASE("keys are found by their ids alone") {
    const KeyRing ring = ring_of({"c", "a", "b"}, "");
    CHECK(ring.find("a") != nullptr);
    CHECK(ring.find("c") != nullptr);
    CHECK(ring.find("") == nullptr);
    CHECK(ring.find("d") == nullptr);
    CHECK(ring.find("B") == nullptr);
  }

  TEST_CASE("an id twice, an active key that is not there, and too many are refused") {
    const auto key = [](const std::string& id) {
      return KeyRing::Key{id, base::Secret(std::string(32, 'k'))};
    };
    CHECK(KeyRing::make({key("a"), key("a")}, "").error().message == "the key 'a' stands twice");
    CHECK(KeyRing::make({key("a")}, "b").error().message == "there is no key 'b'");
    CHECK(KeyRing::make({key("A")}, "").error().code == ErrorCode::invalid_argument);
    std::vector<KeyRing::Key> many;
    for (std::size_t i = 0; i < ring_keys_max; ++i) {
      many.push_back(key(std::to_string(i)));
    }
    CHECK(KeyRing::make(many, "7").has_value());
    many.push_back(key("more"));
    CHECK(KeyRing::make(many, "7").error().code == ErrorCode::resource_exhausted);
  }

  TEST_CASE("a blinded digest is made of all keys") {
    CHECK(ring_of({"a", "b"}, "a").blinded("x") == ring_of({"b", "a"}, "b").blinded("x"));
    CHECK(ring_of({"a", "b"}, "a").blinded("x") != ring_of({"a"}, "a").blinded("x"));
    CHECK(ring_of({"a"}, "a").blinded("x") != ring_of({"a"}, "a").blinded("y"));
  }

  TEST_CASE("a new key is a line of such a file, another one each time") {
    const auto first = new_key_line("k1");
    const auto second = new_key_line("k1");
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK_FALSE(first->matches(second->reveal()));
    CHECK(keys_of_file(std::string(first->reveal())) == "k1:32 ");
    CHECK(new_key_line("K").error().code == ErrorCode::invalid_argument);
  }
}

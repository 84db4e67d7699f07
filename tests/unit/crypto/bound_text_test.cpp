// The texts of Cairn's own format: one for each value, and none of them Spring's.
#include "crypto/bound_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "crypto/cipher_prefix.hpp"
#include "crypto/cipher_text.hpp"

using namespace cairn::crypto;

namespace {

const std::string thirty_bytes = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

bool parses(const std::string& text) {
  return BoundText::parse(text).has_value();
}

}  // namespace

TEST_SUITE("crypto::BoundText") {
  TEST_CASE("a text and its parts") {
    const auto text = BoundText::parse("cairn:1:k-1:" + thirty_bytes);
    REQUIRE(text.has_value());
    CHECK(text->key_id == "k-1");
    CHECK(text->bytes.size() == 30);
    CHECK(text->text() == "cairn:1:k-1:" + thirty_bytes);
  }

  TEST_CASE("what is not exactly such a text is none") {
    CHECK(parses("cairn:1:k:" + thirty_bytes));
    for (const std::string& text :
         {std::string(), std::string("cairn:"), "cairn:2:k:" + thirty_bytes,
          "cairn:1::" + thirty_bytes, "cairn:1:K:" + thirty_bytes, "cairn:1:-k:" + thirty_bytes,
          "cairn:1:" + thirty_bytes, " cairn:1:k:" + thirty_bytes,
          "cairn:1:k:" + thirty_bytes + " ", "cairn:1:k:" + thirty_bytes + "\n",
          "cairn:1:k:" + thirty_bytes + "====", "Cairn:1:k:" + thirty_bytes,
          "cairn:1:k:" + thirty_bytes + "A", "{x:y}cairn:1:k:" + thirty_bytes,
          "cairn:1:k:" + thirty_bytes.substr(0, 36)}) {
      CAPTURE(text);
      CHECK_FALSE(parses(text));
    }
    const std::string begin = "cairn:1:k:" + thirty_bytes.substr(0, 37);
    CHECK(parses(begin + "w"));        // 28 bytes: an empty value
    CHECK_FALSE(parses(begin + "x"));  // stray bits
    CHECK_FALSE(parses(begin + "/"));  // the other alphabet
  }

  TEST_CASE("ids of keys have 1 to 32 lower-case letters, digits and dashes") {
    for (const std::string& id : {std::string("a"), std::string("2026-11"), std::string(32, 'x')}) {
      CHECK(is_key_id(id));
    }
    for (const std::string& id : {std::string(), std::string(33, 'x'), std::string("-a"),
                                  std::string("A"), std::string("a_b"), std::string("a.b")}) {
      CHECK_FALSE(is_key_id(id));
    }
  }

  TEST_CASE("Spring reads neither as a cipher text, nor pairs in front of it") {
    const std::string text = "cairn:1:k:" + thirty_bytes;
    CHECK(without_pairs(text) == text);
    CHECK(CipherPairs::parse(text).text().empty());
    CHECK_FALSE(decode_hex(text).has_value());
    CHECK_FALSE(decode_loose_base64(text).has_value());
  }

  TEST_CASE("what claims to be of another version is never tried as anything else") {
    CHECK(claims_to_be_bound("cairn:9:"));
    CHECK_FALSE(claims_to_be_bound("cairn"));
    CHECK_FALSE(claims_to_be_bound("{key:cairn:}AQ=="));
  }
}

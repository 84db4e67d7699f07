// Pairs in front of cipher texts, by the table of the reference's behaviour.
#include "crypto/cipher_prefix.hpp"

#include <doctest/doctest.h>

using namespace cairn::crypto;

namespace {

struct Case {
  const char* text;
  const char* pairs;  // as they are written back
  const char* rest;
};

}  // namespace

TEST_SUITE("crypto::CipherPairs") {
  TEST_CASE("pairs and the text behind them") {
    for (const Case& each : {
             Case{"foo", "", "foo"},
             Case{"{key:k1}foo", "{key:k1}", "foo"},
             Case{"{key:k1}{secret:s}foo", "{key:k1}{secret:s}", "foo"},
             Case{"{key:k1}{plain}{x:y}foo", "{key:k1}", "{x:y}foo"},
             Case{"{plain}{key:z}foo", "", "{key:z}foo"},
             Case{"{name:app}{key:k1}foo", "", "foo"},
             Case{"{key:k1}{name:app}foo", "{key:k1}", "foo"},
             Case{"{profiles:dev}{key:k1}foo", "", "foo"},
             Case{"{name:a}\n{key:k1}foo", "{key:k1}", "\n{key:k1}foo"},
             Case{"x}{k:v}y", "{k:v}", "x}{k:v}y"},
             Case{"{\"json\": {\"a\":1}}", "{\"json\": {\"a\":1}", "}"},
             Case{"{foo}bar", "{foo:}", "{foo}bar"},
             Case{" {key:k1}foo", "{key:k1}", " {key:k1}foo"},
             Case{"{a:1}{a:2}x", "{a:2}", "x"},
             Case{"{a:1\n}x", "{a:1}", "{a:1\n}x"},
             Case{"", "", ""},
             Case{"}", "", "}"},
             Case{"{", "", "{"},
         }) {
      CAPTURE(each.text);
      CHECK(CipherPairs::parse(each.text).text() == each.pairs);
      CHECK(without_pairs(each.text) == each.rest);
    }
  }

  TEST_CASE("a name that ends with its colon has no value, and is stripped as a pair") {
    const CipherPairs pairs = CipherPairs::parse("{key:}bar");
    CHECK_FALSE(pairs.find("key").has_value());
    CHECK(pairs.find("key:") == "");
    CHECK(without_pairs("{key:}bar") == "bar");
  }

  TEST_CASE("a pair is found by its name") {
    const CipherPairs pairs = CipherPairs::parse("{key:orders}{secret:a:b}AQ==");
    CHECK(pairs.find("key") == "orders");
    CHECK(pairs.find("secret") == "a:b");
    CHECK_FALSE(pairs.find("other").has_value());
  }
}

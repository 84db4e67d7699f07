// encrypt.key: passwords and PEM.
#include "crypto/text_key.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.hpp"
#include "unit/crypto/samples.hpp"

using namespace cairn;
using namespace cairn::crypto;
using namespace cairn::crypto::test;
using base::Secret;

namespace {

std::string line_of(const std::string& text) {
  const auto cipher = cipher_of_text_key(Secret(text), "deadbeef");
  return cipher ? (*cipher)->public_key_line().value_or("a password")
                : "error: " + cipher.error().text();
}

}  // namespace

TEST_SUITE("crypto::cipher_of_text_key") {
  TEST_CASE("PEM is read on many lines, on one, and indented") {
    const std::string pem(key_pem);
    std::string one_line = pem;
    one_line.erase(std::remove(one_line.begin(), one_line.end(), '\n'), one_line.end());
    for (const std::string& text :
         {pem, one_line, base::replace_all(pem, "\n", "\n    "),
          base::replace_all(pem, "\n", "\r\n"), "some words\n" + pem + "\n\n"}) {
      CAPTURE(text);
      CHECK(line_of(text) == public_line);
    }
    const auto cipher = cipher_of_text_key(Secret(pem), "ignored");
    REQUIRE(cipher.has_value());
    CHECK((*cipher)->decrypt(pkcs1_cbc)->reveal() == "mysecret");
  }

  TEST_CASE("everything else is a password, other PEM as well") {
    for (const char* text : {"s3cr3t", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----",
                             "-----BEGIN EC PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----"}) {
      CAPTURE(text);
      CHECK(line_of(text) == "a password");
    }
  }

  TEST_CASE("a public key, and PEM that is none, are refused without showing them") {
    const std::string broken =
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----";
    for (const std::string& text :
         {std::string(public_line), std::string("x RSA PUBLIC KEY x"), broken,
          std::string("RSA PRIVATE KEY"), std::string(key_pem).substr(0, 400)}) {
      CAPTURE(text);
      const auto cipher = cipher_of_text_key(Secret(text), "deadbeef");
      REQUIRE_FALSE(cipher.has_value());
      CHECK(cipher.error().code == ErrorCode::invalid_argument);
      CHECK(cipher.error().message.find("AAAA") == std::string::npos);
      CHECK(cipher.error().message.find("MIIC") == std::string::npos);
    }
  }
}

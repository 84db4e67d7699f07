// Hexadecimal, base64 as Java reads it, UTF-16 and repaired UTF-8.
#include "crypto/cipher_text.hpp"

#include <doctest/doctest.h>

using namespace cairn::crypto;
using namespace std::string_literals;

TEST_SUITE("crypto::cipher_text") {
  TEST_CASE("hexadecimal is written in lower case and read in either") {
    CHECK(encode_hex("\x00\xAB\xFF"s) == "00abff");
    CHECK(decode_hex("00abFF") == "\x00\xAB\xFF"s);
    CHECK(decode_hex("") == "");
    for (const char* bad : {"0", "0g", "0 ", "00a", "zz", "00\n"}) {
      CAPTURE(bad);
      CHECK_FALSE(decode_hex(bad).has_value());
    }
  }

  TEST_CASE("base64 may come without its padding, and with bits of no byte") {
    CHECK(decode_loose_base64("TQ==") == "M");
    CHECK(decode_loose_base64("TQ") == "M");
    CHECK(decode_loose_base64("TR") == "M");
    CHECK(decode_loose_base64("TWE=") == "Ma");
    CHECK(decode_loose_base64("TWE") == "Ma");
    CHECK(decode_loose_base64("TWF=") == "Ma");
    CHECK(decode_loose_base64("TWFu") == "Man");
    CHECK(decode_loose_base64("") == "");
  }

  TEST_CASE("base64 holds nothing else") {
    for (const char* bad : {"T", "TQ=", "=", "==", "TQ===", "TWFu\n", "TW-u", "TW_u",
                            "TQ==TQ==", "T===", "T Q=", "TWFuT"}) {
      CAPTURE(bad);
      CHECK_FALSE(decode_loose_base64(bad).has_value());
    }
  }

  TEST_CASE("passwords become UTF-16") {
    CHECK(utf16_big_endian("aé") == "\0a\0\xE9"s);
    CHECK(utf16_big_endian("\xF0\x9F\x94\x91") == "\xD8\x3D\xDD\x11"s);  // a key
    CHECK_FALSE(utf16_big_endian("\xFF").has_value());
  }

  TEST_CASE("bytes that are no UTF-8 are replaced as Java replaces them") {
    CHECK(repaired_utf8("aé") == "aé");
    CHECK(repaired_utf8("a\xFF\xFE"
                        "b") == "a\uFFFD\uFFFDb");
    CHECK(repaired_utf8("\xE2\x82") == "\uFFFD");  // a character cut off
    CHECK(repaired_utf8("\xE2\x28\xA1") == "\uFFFD(\uFFFD");
    CHECK(repaired_utf8("\xF0\x9F\x94") == "\uFFFD");
    CHECK(repaired_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
    CHECK(repaired_utf8("\xC0\xAF") == "\uFFFD\uFFFD");            // too long a form
  }
}

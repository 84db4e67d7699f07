// Base64, both ways.
#include "base/base64.hpp"

#include <doctest/doctest.h>

using cairn::base::decode_base64;
using cairn::base::decode_base64url;
using cairn::base::encode_base64;
using cairn::base::encode_base64url;

TEST_SUITE("base::base64") {
  TEST_CASE("every length of padding") {
    CHECK(decode_base64("") == "");
    CHECK(decode_base64("Zg==") == "f");
    CHECK(decode_base64("Zm8=") == "fo");
    CHECK(decode_base64("Zm9v") == "foo");
    CHECK(decode_base64("+/+/") == "\xFB\xFF\xBF");
    for (const char* bytes : {"", "f", "fo", "foo", "\xFB\xFF\xBF"}) {
      CHECK(decode_base64(encode_base64(bytes)) == bytes);
    }
    CHECK(encode_base64("fo") == "Zm8=");
  }

  TEST_CASE("the alphabet of URLs, without padding") {
    CHECK(encode_base64url("\xFB\xFF\xBF") == "-_-_");
    CHECK(decode_base64url("-_-_") == "\xFB\xFF\xBF");
    for (const char* bytes : {"", "f", "fo", "foo", "\xFB\xFF\xBF"}) {
      CHECK(decode_base64url(encode_base64url(bytes)) == bytes);
    }
    for (const char* text : {"+/+/", "Zg==", "Z", "Zh", "Zm 9"}) {
      CAPTURE(text);
      CHECK_FALSE(decode_base64url(text).has_value());
    }
  }

  TEST_CASE("what is not well formed is refused") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm 9",
                             "Zm9v\n", "Z=g=", "Zm-_"}) {
      CAPTURE(text);
      CHECK_FALSE(decode_base64(text).has_value());
    }
  }
}

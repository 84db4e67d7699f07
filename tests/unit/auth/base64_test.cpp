// Base64 decoding.
#include "auth/base64.hpp"

#include <doctest/doctest.h>

using cairn::auth::decode_base64;

TEST_SUITE("auth::decode_base64") {
  TEST_CASE("every length of padding") {
    CHECK(decode_base64("") == "");
    CHECK(decode_base64("Zg==") == "f");
    CHECK(decode_base64("Zm8=") == "fo");
    CHECK(decode_base64("Zm9v") == "foo");
    CHECK(decode_base64("+/+/") == "\xFB\xFF\xBF");
  }

  TEST_CASE("what is not well formed is refused") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm 9",
                             "Zm9v\n", "Z=g=", "Zm-_"}) {
      CAPTURE(text);
      CHECK_FALSE(decode_base64(text).has_value());
    }
  }
}

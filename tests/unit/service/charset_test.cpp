// Charsets of text files.
#include "service/charset.hpp"

#include <doctest/doctest.h>

using cairn::service::decode_text;

TEST_SUITE("service::charset") {
  TEST_CASE("UTF-8 goes through as it is") {
    CHECK(decode_text("gr\xC3\xB6\xC3\x9F"
                      "e",
                      "UTF-8") ==
          "gr\xC3\xB6\xC3\x9F"
          "e");
    CHECK(decode_text("text", "") == "text");
  }

  TEST_CASE("Latin-1 becomes UTF-8") {
    CHECK(decode_text("\xFC", "ISO-8859-1") == "\xC3\xBC");
  }

  TEST_CASE("a name nobody knows means UTF-8") {
    CHECK(decode_text("\xC3\xBC", "klingon") == "\xC3\xBC");
  }

  TEST_CASE("what is malformed becomes the replacement character, once per broken sequence") {
    const std::string mark = "\xEF\xBF\xBD";
    CHECK(decode_text("a\xFFz", "UTF-8") == "a" + mark + "z");
    CHECK(decode_text("a\xC3", "UTF-8") == "a" + mark);
    CHECK(decode_text("\xE2\x82z", "UTF-8") == mark + "z");
    CHECK(decode_text("\xF0\x9F\x98", "UTF-8") == mark);
    CHECK(decode_text("\xC0\xAE", "UTF-8") == mark + mark);
    CHECK(decode_text("\xED\xA0\x80", "UTF-8") == mark);
    CHECK(decode_text("\xED\xA0z", "UTF-8") == mark + "z");
    CHECK(decode_text("\xFF\x80", "UTF-8") == mark + mark);
    CHECK(decode_text("\xF4\x90\x80", "UTF-8") == mark + mark + mark);
    CHECK(decode_text("\xE0\x80z", "UTF-8") == mark + mark + "z");
    CHECK(decode_text("\xF0\x9F\x98z", "UTF-8") == mark + "z");
  }

  TEST_CASE("a long text is converted whole") {
    const std::string text(100'000, '\xE9');
    CHECK(decode_text(text, "ISO-8859-1").size() == 200'000);
  }
}

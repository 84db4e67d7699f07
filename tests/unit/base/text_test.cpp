// Text functions: what they give, and what they refuse.
#include "base/text.hpp"

#include <doctest/doctest.h>

#include "base/joined.hpp"

namespace base = cairn::base;

TEST_SUITE("base::text") {
  TEST_CASE("split keeps empty parts") {
    CHECK(base::split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
    CHECK(base::split("", ',') == std::vector<std::string_view>{""});
    CHECK(base::split(",", ',') == std::vector<std::string_view>{"", ""});
  }

  TEST_CASE("trim takes blanks off both ends only") {
    CHECK(base::trim(" \t a b\r\n") == "a b");
    CHECK(base::trim("   ").empty());
  }

  TEST_CASE("percent escapes are decoded, bad ones refused") {
    CHECK(base::percent_decode("a%2Fb%c3%bc") == "a/b\xC3\xBC");
    CHECK(base::percent_decode("plain") == "plain");
    CHECK(base::percent_decode("a+b%2B") == "a+b+");
    CHECK(base::form_decode("a+b%2Bc%c3%bc") == "a b+c\xC3\xBC");
    for (const char* bad : {"%", "%4", "%zz", "a%2", "%%41"}) {
      CAPTURE(bad);
      CHECK_FALSE(base::percent_decode(bad).has_value());
      CHECK_FALSE(base::form_decode(bad).has_value());
    }
  }

  TEST_CASE("text that is not UTF-8 is told apart") {
    for (const char* good :
         {"", "ascii", "\xC3\xBC", "\xE6\x9D\xB1", "\xF0\x9F\x98\x80", "\xEF\xBF\xBF"}) {
      CAPTURE(good);
      CHECK(base::is_utf8(good));
    }
    // Overlong forms, a lone continuation, surrogates, beyond U+10FFFF, a cut sequence.
    for (const char* bad :
         {"\xC0\xAE", "\xE0\x80\xAE", "\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xFF"}) {
      CAPTURE(bad);
      CHECK_FALSE(base::is_utf8(bad));
    }
  }

  TEST_CASE("a code point that is written is read back") {
    for (const char32_t code : {U'a', U'\u00FC', U'\u6771', U'\U0001F600', U'\U0010FFFF'}) {
      std::string text;
      base::append_utf8(text, code);
      std::size_t at = 0;
      CHECK(base::next_code_point(text, at) == code);
      CHECK(at == text.size());
    }
  }

  TEST_CASE("replace_all does not look at what it put in") {
    CHECK(base::replace_all("aaa", "a", "aa") == "aaaaaa");
    CHECK(base::replace_all("abc", "", "x") == "abc");
  }

  TEST_CASE("letters are compared without case, other bytes as they are") {
    CHECK(base::equals_ignoring_case("Content-TYPE", "content-type"));
    CHECK_FALSE(base::equals_ignoring_case("a", "ab"));
    CHECK_FALSE(base::equals_ignoring_case("[", "{"));
  }

  TEST_CASE("a text is shortened beyond the limit only, and never within a character") {
    CHECK(base::shortened("abcd", 4) == "abcd");
    CHECK(base::shortened("abcde", 4) == "abcd...");
    CHECK(base::shortened("abc\xC3\xA9", 4) == "abc...");
    CHECK(base::shortened("\x80\x80\x80", 2) == "...");
  }

  TEST_CASE("names and passwords in addresses are left out, other signs stay") {
    CHECK(base::without_user_info("https://me:pa@55@git.example/a@b.git") ==
          "https://git.example/a@b.git");
    CHECK(base::without_user_info("'http://x@h', 'ssh://git@h:22/y' and git@h:z") ==
          "'http://h', 'ssh://h:22/y' and git@h:z");
    CHECK(base::without_user_info("file:///srv/x@y.git") == "file:///srv/x@y.git");
    CHECK(base::without_user_info("https://me:secret@") == "https://");
    CHECK(base::without_user_info("no address: a@b") == "no address: a@b");
  }

  TEST_CASE(
      "joined texts have something between them, but in front of the first that is not empty") {
    CHECK(cairn::base::joined({}, ",").empty());
    CHECK(cairn::base::joined({"a"}, ",") == "a");
    CHECK(cairn::base::joined({"a", "b", ""}, " or ") == "a or b or ");
    CHECK(cairn::base::joined({"", "b"}, ",") == "b");
  }
}

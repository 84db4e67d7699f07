// Tests of YAML as text: encodings, line ends, tabs, scalars in all styles, and what is no YAML.
#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "unit/format/reading.hpp"

using cairn::format::Kind;
using cairn::format::parse;
using cairn::format::test::is_refused;
using cairn::format::test::problem;
using cairn::format::test::with_places;
using cairn::format::test::yaml;
using namespace std::string_view_literals;

TEST_SUITE("YAML text") {
  TEST_CASE("UTF-8 is read with and without a mark, UTF-16 with one") {
    CHECK(yaml("\xEF\xBB\xBF"
               "a: \xC3\xA9") == "a=\xC3\xA9");
    CHECK(yaml("\xFF\xFE"
               "a\0:\0 \0\xE9\0"sv) == "a=\xC3\xA9");
    CHECK(yaml("\xFE\xFF"
               "\0a\0:\0 \xD8\x3D\xDE\x00"sv) == "a=\xF0\x9F\x98\x80");
    CHECK(yaml("a: x\xEF\xBB\xBFy\n\xEF\xBB\xBF"
               "b: 2") ==
          "a=x\xEF\xBB\xBFy; \xEF\xBB\xBF"
          "b=i:2");
  }

  TEST_CASE("bytes that are not of the encoding and control characters are refused") {
    for (const std::string_view bytes :
         {"a: \xE9"sv, "a: \xC0\x80"sv, "a: \xED\xA0\x80"sv, "a: \xC3"sv, "a\0:\0"sv,
          "\xFF\xFE"
          "a\0:"sv,
          "\xFE\xFF\xD8\x00\x00"
          "a"sv,
          "a: \x01"sv, "a: \x7F"sv, "a: '\x1B'"sv, "a: \xEF\xBF\xBE"sv, "# \x0B"sv}) {
      CAPTURE(std::string(bytes));
      CHECK(is_refused(Kind::yaml, bytes));
    }
    CHECK(parse(Kind::yaml, "a: 1\nb: \x01").error().origin.at == cairn::Position{2, 4});
  }

  TEST_CASE("LF, CR, CR LF and NEL end lines, and so do the Unicode separators") {
    CHECK(with_places(Kind::yaml,
                      "a: 1\r\nb: 2\rc: 3\nd: 4\xC2\x85"
                      "e: 5") == "a=i:1@1:4; b=i:2@2:4; c=i:3@3:4; d=i:4@4:4; e=i:5@5:4");
    CHECK(yaml("a: x\xE2\x80\xA8"
               "b: y") == "a=x; b=y");
  }

  TEST_CASE("a tab may follow a plain value and stand in quotes, comments and blocks") {
    CHECK(yaml("a: 1\t\nb: 2 \t# c\n#\tc\nd: 'x\ty'\n") == "a=i:1; b=i:2; d=x\ty");
    CHECK(yaml("a: |\n  x\ty\n") == "a=x\ty\n");
    for (const std::string text :
         {"a:\t1", "m:\n\ta: 1", "a: 1\n\t\nb: 2", "a: 'q'\t\nb: 2", "{a:\t1}", "a: [\tb]"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
  }

  TEST_CASE("plain scalars run over lines, and fold") {
    CHECK(yaml("a: one\n  two\n\n  three # c\nb: x#y") == "a=one two\nthree; b=x#y");
    CHECK(yaml("a: http://h:80/?q=1\nb: [x:y, -1, a-b]") ==
          "a=http://h:80/?q=1; b[0]=x:y; b[1]=i:-1; b[2]=a-b");
    CHECK(yaml("m: {a:1, \"b\":2, d:}") == "m.a:1=; m.b=i:2; m.d=");
  }

  TEST_CASE("a question mark ends a plain scalar inside brackets") {
    CHECK(is_refused(Kind::yaml, "l: [http://h/p?q=1]"));
    CHECK(yaml("l: ['http://h/p?q=1']") == "l[0]=http://h/p?q=1");
  }

  TEST_CASE("quoted scalars keep blanks, fold lines and know escapes") {
    CHECK(yaml("a: 'it''s'\nb: ' x '\nc: 'a\n\n  b'") == "a=it's; b= x ; c=a\nb");
    CHECK(yaml("a: \"\\x41\\u00e9\\U0001F600\\ud83d\\ude00\\t\\_\\e\"") ==
          "a=A\xC3\xA9\xF0\x9F\x98\x80\xF0\x9F\x98\x80\t\xC2\xA0\x1B");
    CHECK(yaml("a: \"x \\\n  y\\\n  \\ z\"") == "a=x y z");
    for (const std::string text :
         {"a: \"\\q\"", "a: \"\\/\"", "a: \"\\x4\"", "a: \"\\U00110000\"", "a: \"\\ud83d\"",
          "a: 'x", "a: \"x", "a: 'x' y", "a: \"x\n---\n\"", "a: \"\\\t\""}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
  }

  TEST_CASE("block scalars keep or fold lines, and chomp the end") {
    CHECK(yaml("a: |\n  x\n   y\n\nb: >\n  x\n  y\n\n  z\n   w\n") == "a=x\n y\n; b=x y\nz\n w\n");
    CHECK(yaml("a: |-\n  x\n\nb: |+\n  x\n\nc: >-\n  x\n") == "a=x; b=x\n\n; c=x");
    CHECK(yaml("a: |2\n    x\nb: |1-\n  y\n") == "a=  x\n; b= y");
    CHECK(yaml("a: | # c\n  x\nb: >\n") == "a=x\n; b=");
    CHECK(yaml("- |\n x\n- >\n y") == "document[0]=x\n; document[1]=y");
    for (const std::string text : {"a: |0\n  x", "a: |x\n  y", "a: |12\n  y", "a: | x\n  y"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
  }

  TEST_CASE("directives: version 1 only, tag handles once, others ignored") {
    CHECK(yaml("%YAML 1.2\n---\na: yes") == "a=b:true");
    CHECK(yaml("%TAG !e! tag:yaml.org,2002:\n%OTHER x y\n---\na: !e!str 1") == "a=1");
    CHECK(yaml("%TAG !e! tag:yaml.org,2002:\n---\na: 1\n---\nb: !e!str 1") == "a=i:1 | b=1");
    for (const std::string text :
         {"%YAML 2.0\n---\na: 1", "%YAML 1.1\n%YAML 1.1\n---\na: 1", "%YAML 1\n---\na: 1",
          "%TAG !e! x\n%TAG !e! y\n---\na: 1", "%YAML 1.1\na: 1", "%\n---\na"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::yaml, text));
    }
  }

  TEST_CASE("a document ends at its markers, and text behind three dots needs another start") {
    CHECK(yaml("a: 1\n...\n---\nb: 2\n...\n# c\n...\n") == "a=i:1 | b=i:2");
    CHECK(yaml("--- {a: 1}\n--- text\n---\nb: 2") == "a=i:1 | document=text | b=i:2");
    CHECK(is_refused(Kind::yaml, "a: 1\n...\nb: 2"));
    CHECK(is_refused(Kind::yaml, "...\na: 1"));
  }

  TEST_CASE("a key and its colon stand within 1024 characters") {
    const auto key_of = [](std::size_t length) { return std::string(length, 'k') + ": v"; };
    CHECK(parse(Kind::yaml, key_of(1024)).has_value());
    CHECK(is_refused(Kind::yaml, key_of(1025)));
    CHECK(yaml("? " + std::string(2000, 'k') + "\n: v") == std::string(2000, 'k') + "=v");
  }

  TEST_CASE("anchors may have any name but for a few signs") {
    CHECK(yaml("a: &\xD0\xBA\xD0\xBB_1 x\nb: *\xD0\xBA\xD0\xBB_1") == "a=x; b=x");
    CHECK(is_refused(Kind::yaml, "a: &v1.2 x"));
    CHECK(is_refused(Kind::yaml, "a: & x"));
    CHECK(is_refused(Kind::yaml, "a: &x &y z"));
  }

  TEST_CASE("what is no YAML is refused with its place") {
    for (const std::string text : {"a: b: c",       "m:\n    a: 1\n  b: 2",
                                   "a: [b",         "a: {b: ${c}}",
                                   "{{ x }}\na: 1", "<<<<<<< HEAD\na: 1\n=======\n",
                                   "a: @x",         "a: `x",
                                   "a: %x",         "- a\nb: 1",
                                   "a: - b",        ",",
                                   "a: 'x'\n b: 1", "key\nother: 1",
                                   "a: }",          "? a\n? b\n- c",
                                   "[a, b",         "{a: 1",
                                   "a: [b]]",       "[a,, b]",
                                   "a: !<tag x",    "a: !x! y",
                                   "a: !!int%zz 5"}) {
      CAPTURE(text);
      const auto file = parse(Kind::yaml, text);
      REQUIRE_FALSE(file.has_value());
      CHECK(file.error().code == cairn::ErrorCode::failed_precondition);
      CHECK(file.error().origin.at.known());
      CHECK_FALSE(file.error().message.empty());
    }
    CHECK(problem(Kind::yaml, "a: b: c") == "a mapping value is not allowed here");
    CHECK(problem(Kind::yaml, "a: 1\nb") == "a mapping key without ':' behind it");
    CHECK(problem(Kind::yaml, "m:\n\ta: 1") ==
          "a tab cannot start a value; do not use tabs for indentation");
  }
}

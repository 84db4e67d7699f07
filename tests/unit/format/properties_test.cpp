// Tests of .properties files.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "unit/format/reading.hpp"

using cairn::format::Kind;
using cairn::format::parse;
using cairn::format::test::is_refused;
using cairn::format::test::shown;
using cairn::format::test::with_places;

namespace {

std::string read(std::string_view text) {
  return shown(Kind::properties, text);
}

}  // namespace

TEST_SUITE("properties files") {
  TEST_CASE("a key ends at the first sign or blank, and one sign is taken off") {
    const std::pair<std::string, std::string> lines[] = {
        {"a=1", "a=1"},       {"a:1", "a=1"},
        {"a 1", "a=1"},       {"a\t1", "a=1"},
        {"a = 1", "a=1"},     {"a   : 1", "a=1"},
        {"a==1", "a==1"},     {"a b=c", "a=b=c"},
        {"a", "a="},          {"a=", "a="},
        {"  a = 1 ", "a=1 "}, {"=1", ""},
        {"a\\=b=1", "a=b=1"}, {"a\\ b=1", "a b=1"},
        {"a\\:b c", "a:b=c"}, {"url=http://h/?a=b", "url=http://h/?a=b"}};
    for (const auto& row : lines) {
      const auto& line = row.first;
      const auto& expected = row.second;
      CAPTURE(line);
      CHECK(read(line) == expected);
    }
  }

  TEST_CASE("bytes are Latin-1, and escapes give the rest of Unicode") {
    CHECK(read("k\xFC=\xE9") == "k\xC3\xBC=\xC3\xA9");
    CHECK(read("a=\xC3\xA9") == "a=\xC3\x83\xC2\xA9");
    CHECK(read("a=\\u00e9\\u20AC\\ud83d\\ude00") == "a=\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    CHECK(read("a=\\t\\n\\r\\f\\q\\\\") == "a=\t\n\r\fq\\");
    CHECK(read("a=x\\") == "a=x");
    for (const std::string text :
         {"a=\\u12G4", "a=\\u", "a\\u12=1", "a=\\ud83d", "a[]=\\u00", "#xy\\u"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::properties, text) != (text[0] == '#'));
    }
    CHECK(parse(Kind::properties, "a=1\nb=\\u12G4\n").error().origin.at.line == 2);
  }

  TEST_CASE("a backslash at the end joins lines and drops the next line's leading blanks") {
    CHECK(read("a=x\\\n   y\\\r\n\tz") == "a=xyz");
    CHECK(read("a=1\\\n#---\nb=2") == "a=1#---; b=2");
    CHECK(read("a\\\n b=1") == "ab=1");
  }

  TEST_CASE("comments and empty lines are left out") {
    CHECK(read("# c\n! c\n\n   \n  # c\na=1 # no comment\n# c \\\nb=2") == "a=1 # no comment; b=2");
  }

  TEST_CASE("a key that is given twice keeps its place and takes the last value") {
    CHECK(read("a=1\nb=2\na=3") == "a=3; b=2");
  }

  TEST_CASE("key[] expands at commas") {
    const std::pair<std::string, std::string> lines[] = {{"a[]=x,y", "a[0]=x; a[1]=y"},
                                                         {"a[]=", "a[0]="},
                                                         {"a[]= x , y ", "a[0]=x ; a[1]=y "},
                                                         {"a[]=p\\,q,r", "a[0]=p,q; a[1]=r"},
                                                         {"a[]=,", "a[0]="},
                                                         {"a[]=x,,y", "a[0]=x; a[1]=; a[2]=y"},
                                                         {"a=x,y", "a=x,y"},
                                                         {"a[].b=x,y", "a[].b=x,y"},
                                                         {"a[]=1\na[]=2,3", "a[0]=2; a[1]=3"}};
    for (const auto& row : lines) {
      const auto& line = row.first;
      const auto& expected = row.second;
      CAPTURE(line);
      CHECK(read(line) == expected);
    }
  }

  TEST_CASE("a marker at the start of a line divides documents") {
    CHECK(read("a=1\n#---\nb=2\n!---\nc=3") == "a=1 | b=2 | c=3");
    CHECK(read("#---\r\na=1\r\n#---  \r\nb=2\r\n#---\t\r\n") == "a=1 | b=2");
    CHECK(read("a=1\n#---\n#---\n\n#---\nb=2") == "a=1 | b=2");
    for (const char* marker : {" #---", "#----", "#--", "#--- x", "# ---", "#-- -"}) {
      CAPTURE(marker);
      CHECK(read(std::string("a=1\n") + marker + "\nb=2") == "a=1; b=2");
    }
  }

  TEST_CASE(
      "a comment of the same sign before the marker, or any before the first key, undoes it") {
    CHECK(read("a=1\n# c\n#---\nb=2") == "a=1; b=2");
    CHECK(read("a=1\n! c\n#---\nb=2") == "a=1 | b=2");
    CHECK(read("a=1\n#---\n# c\nb=2") == "a=1; b=2");
    CHECK(read("a=1\n#---\n\n! c\n\nb=2") == "a=1; b=2");
    CHECK(read("a=1\n#---\nb=2\n# c\nd=3") == "a=1 | b=2; d=3");
  }

  TEST_CASE("a place is that of the value; of an empty one, where reading stopped") {
    CHECK(with_places(Kind::properties, "a=1\n  b : 2\nc\nd=\ne=x\\\n y\nf=3") ==
          "a=1@1:3; b=2@2:7; c=@4:0; d=@5:0; e=xy@5:3; f=3@7:3");
    CHECK(with_places(Kind::properties, "l[]=x,y") == "l[0]=x@1:5; l[1]=y@1:7");
  }

  TEST_CASE("an empty file has no documents") {
    CHECK(parse(Kind::properties, "").value()->documents.empty());
    CHECK(parse(Kind::properties, "# c\n#---\n").value()->documents.empty());
  }
}

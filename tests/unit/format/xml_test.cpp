// Tests of Java's XML properties and of the order of their keys.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "format/java_map_order.hpp"
#include "unit/format/reading.hpp"

using cairn::format::java_hash;
using cairn::format::java_map_order;
using cairn::format::Kind;
using cairn::format::parse;
using cairn::format::test::is_refused;
using cairn::format::test::problem;
using cairn::format::test::shown;
using cairn::format::test::with_places;

namespace {

const std::string document_type =
    "<!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\">\n";

std::string properties(const std::string& inside) {
  return "<?xml version=\"1.0\"?>\n" + document_type + "<properties>" + inside + "</properties>";
}

std::string read(const std::string& inside) {
  return shown(Kind::xml, properties(inside));
}

}  // namespace

TEST_SUITE("XML properties") {
  TEST_CASE("entries are texts without a place, with entities and CDATA resolved") {
    CHECK(with_places(Kind::xml, properties("<comment>c</comment><entry key=\"a\">1</entry>")) ==
          "a=1@0:0");
    CHECK(read("<entry key='a'>&lt;x &amp; y&gt; &#xe9;</entry>") == "a=<x & y> \xC3\xA9");
    CHECK(read("<entry key='a'><![CDATA[<x>]]></entry>") == "a=<x>");
    CHECK(read("<entry key='a'>  k\n l </entry>") == "a=  k\n l ");
    CHECK(read("<entry key='a'/>") == "a=");
    CHECK(read("<entry key='a'>x<!-- c -->y</entry>") == "a=xy");
    CHECK(read("<entry key='a'>1</entry><entry key='a'>2</entry>") == "a=2");
  }

  TEST_CASE("a file without entries is one empty document") {
    CHECK(parse(Kind::xml, properties("")).value()->documents.size() == 1);
  }

  TEST_CASE("other encodings are read by their declaration") {
    CHECK(shown(Kind::xml, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + document_type +
                               "<properties><entry key=\"a\">\xE9</entry></properties>") ==
          "a=\xC3\xA9");
  }

  TEST_CASE("a byte order mark counts more than the declared encoding") {
    const std::string text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" + document_type +
                             "<properties><entry key=\"a\">\xC3\xA9</entry></properties>";
    CHECK(shown(Kind::xml, "\xEF\xBB\xBF" + text) == "a=\xC3\xA9");
    std::string wide = "\xFF\xFE";
    for (const char c : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + document_type +
                            "<properties><entry key=\"a\">b</entry></properties>") {
      wide += c;
      wide += '\0';
    }
    CHECK(shown(Kind::xml, wide) == "a=b");
  }

  TEST_CASE("an entity that nobody declared is nothing, as in the reference") {
    CHECK(read("<entry key='a'>x&nope;y</entry>") == "a=xy");
  }

  TEST_CASE("only a document with Java's document type and elements is read") {
    const std::string body = "<properties><entry key='a'>1</entry></properties>";
    CHECK(shown(Kind::xml, document_type + body) == "a=1");
    CHECK(problem(Kind::xml, "<?xml version=\"1.0\"?>" + body).substr(0, 19) ==
          "no document type of");
    for (const std::string& text :
         {"<!DOCTYPE properties SYSTEM \"http://example.com/x.dtd\">" + body,
          "<!DOCTYPE other SYSTEM \"http://java.sun.com/dtd/properties.dtd\">" + body,
          "<!DOCTYPE properties [<!ELEMENT properties ANY>]>" + body, document_type + "<other/>",
          properties("<b/>"), properties("<entry>1</entry>"), properties("<properties/>"),
          properties("<comment/><comment/>"), properties("<entry key='a'>1"),
          properties("<entry key='a'>\x01</entry>"), properties("<entry key='a'>\xE9</entry>"),
          std::string(), std::string("x"), "<?xml version=\"1.1\"?>" + document_type + body,
          document_type + body + "x"}) {
      CAPTURE(text);
      CHECK(is_refused(Kind::xml, text));
    }
  }

  TEST_CASE("entities of the file's own are refused, so none can multiply or fetch") {
    CHECK(is_refused(Kind::xml,
                     "<!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\" "
                     "[<!ENTITY e \"v\">]><properties><entry key='a'>&e;</entry></properties>"));
    CHECK(is_refused(Kind::xml,
                     "<!DOCTYPE properties [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                     "<properties><entry key='a'>&e;</entry></properties>"));
  }

  TEST_CASE("errors name the place") {
    const auto file = parse(Kind::xml, properties("\n<b/>"));
    CHECK(file.error().origin.at == cairn::Position{4, 1});
  }

  TEST_CASE("keys are listed in the order of Java's hash table") {
    CHECK(java_hash("") == 0);
    CHECK(java_hash("Aa") == java_hash("BB"));
    CHECK(java_hash("hello") == 99162322U);
    CHECK(java_hash("\xF0\x9F\x98\x80") == 1772899U);
    CHECK(read("<entry key='c'/><entry key='a'/><entry key='b'/>") == "a=; b=; c=");
    CHECK(read("<entry key='BB'/><entry key='Aa'/>") == "BB=; Aa=");
  }

  TEST_CASE("a table that grew keeps each key in the bin of its hash") {
    std::vector<std::string> keys;
    for (int i = 0; i < 100; ++i) {
      keys.push_back("k" + std::to_string(i));
    }
    std::vector<std::uint32_t> bins;
    for (const std::size_t index : java_map_order(keys)) {
      const std::uint32_t hash = java_hash(keys[index]);
      bins.push_back((hash ^ (hash >> 16)) & 255U);
    }
    REQUIRE(bins.size() == 100);
    for (std::size_t i = 1; i < bins.size(); ++i) {
      CHECK(bins[i - 1] <= bins[i]);
    }
  }
}

// Tests of the limits of a file: each is kept, one below it is read, and the error names it.
#include <doctest/doctest.h>

#include <string>

#include "unit/format/reading.hpp"

using cairn::format::Budget;
using cairn::format::Kind;
using cairn::format::parse;
using cairn::format::test::problem;

namespace {

bool names(const std::string& message, const std::string& limit) {
  return message.find("limit " + limit) != std::string::npos;
}

std::string nested_maps(int levels) {
  std::string text;
  for (int i = 0; i < levels; ++i) {
    text += std::string(static_cast<std::size_t>(i), ' ') + "k:" + (i + 1 < levels ? "\n" : " v");
  }
  return text;
}

}  // namespace

TEST_SUITE("format limits") {
  TEST_CASE("a file may have file_bytes_max bytes, of each kind") {
    Budget budget;
    budget.file_bytes_max = 4;
    CHECK(problem(Kind::yaml, "a: b", budget).empty());
    CHECK(names(problem(Kind::yaml, "a: bc", budget), "file_bytes_max"));
    CHECK(problem(Kind::properties, "a=bc", budget).empty());
    CHECK(names(problem(Kind::properties, "a=bcd", budget), "file_bytes_max"));
    CHECK(names(problem(Kind::xml, "<a/> ", budget), "file_bytes_max"));
  }

  TEST_CASE("by default a file may have 1 MB, 100,000 nodes and 8 MB when it is expanded") {
    const std::string comment(1024UL * 1024 - 1, '#');
    CHECK(problem(Kind::yaml, comment + "\n").empty());
    CHECK(names(problem(Kind::yaml, comment + "\n\n"), "file_bytes_max"));

    std::string lines;
    for (int i = 0; i < 99'999; ++i) {
      lines += "-\n";
    }
    CHECK(problem(Kind::yaml, lines).empty());
    CHECK(names(problem(Kind::yaml, lines + "-\n"), "nodes_max"));

    const auto lists = [](std::size_t times) {  // each "k[i]=x...": 5 and 1,000,000 bytes
      std::string text = "k: [&a " + std::string(1'000'000, 'x');
      for (std::size_t i = 1; i < times; ++i) {
        text += ", *a";
      }
      return text + "]";
    };
    CHECK(problem(Kind::yaml, lists(8)).empty());
    CHECK(names(problem(Kind::yaml, lists(9)), "expanded_bytes_max"));
  }

  TEST_CASE("by default a file may have 1000 documents") {
    std::string text;
    for (int i = 0; i < 1'000; ++i) {
      text += "--- a\n";
    }
    CHECK(problem(Kind::yaml, text).empty());
    CHECK(names(problem(Kind::yaml, text + "--- a\n"), "documents_max"));
  }

  TEST_CASE("empty lines of a properties file are no nodes") {
    Budget budget;
    budget.nodes_max = 1;
    CHECK(problem(Kind::properties, "\n\n\na=1\n\n=2\n", budget).empty());
  }

  TEST_CASE("a long name is shortened in messages, between characters") {
    const std::string name = std::string(99, 'x') + "\xC3\xA9" + std::string(1000, 'y');
    CHECK(problem(Kind::yaml, "*" + name) ==
          "found undefined alias '" + std::string(99, 'x') + "...'");
    CHECK(problem(Kind::yaml, "*" + std::string(100, 'x')) ==
          "found undefined alias '" + std::string(100, 'x') + "'");
  }

  TEST_CASE("collections nest 50 deep, as in the reference") {
    CHECK(parse(Kind::yaml, nested_maps(50)).has_value());
    CHECK(names(problem(Kind::yaml, nested_maps(51)), "depth_max"));
    const auto lists = [](std::size_t levels, const std::string& inside) {
      return std::string(levels, '[') + inside + std::string(levels, ']');
    };
    CHECK(parse(Kind::yaml, lists(50, "x")).has_value());
    CHECK(names(problem(Kind::yaml, lists(51, "x")), "depth_max"));
    CHECK(parse(Kind::yaml, lists(51, "")).has_value());
    CHECK(names(problem(Kind::yaml, std::string(100'000, '[')), "depth_max"));
    CHECK(names(problem(Kind::yaml, std::string(100'000, '{')), "depth_max"));
  }

  TEST_CASE("nodes are counted as written") {
    Budget budget;
    budget.nodes_max = 4;
    CHECK(problem(Kind::yaml, "[a, b, c]", budget).empty());
    CHECK(names(problem(Kind::yaml, "[a, b, c, d]", budget), "nodes_max"));
    budget.nodes_max = 2;
    CHECK(problem(Kind::properties, "a=1\nb=2", budget).empty());
    CHECK(names(problem(Kind::properties, "a=1\nb=2\nc=3", budget), "nodes_max"));
    CHECK(names(problem(Kind::properties, "a[]=1,2,3", budget), "nodes_max"));
  }

  TEST_CASE("nodes are counted after expansion of aliases") {
    Budget budget;
    budget.nodes_max = 9;
    CHECK(problem(Kind::yaml, "[&a [x, y], *a]", budget).empty());
    CHECK(problem(Kind::yaml, "[&a [x, y], *a, z]", budget).empty());
    CHECK(names(problem(Kind::yaml, "[&a [x, y], *a, *a]", budget), "nodes_max"));
  }

  TEST_CASE("aliases and merges that multiply end at a limit") {
    std::string lists = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
    std::string maps = "a: &a {k: 1, l: 2}\n";
    std::string merges = "a: &a {k: 1, l: 2}\n";
    for (char name = 'b'; name < 'z'; ++name) {
      const std::string head = std::string(1, name) + ": &" + name + " ";
      const std::string alias = std::string("*") + static_cast<char>(name - 1);
      lists += head + "[" + alias + ", " + alias + ", " + alias + "]\n";
      maps += head + "{p: " + alias + ", q: " + alias + "}\n";
      merges += head + "{<<: [" + alias + ", " + alias + "], " + name + ": 1}\n";
    }
    Budget budget;
    budget.nodes_max = 10'000;
    CHECK(names(problem(Kind::yaml, lists, budget), "nodes_max"));
    CHECK(names(problem(Kind::yaml, maps, budget), "nodes_max"));
    CHECK(problem(Kind::yaml, merges, budget).empty());
  }

  TEST_CASE("a chain of aliases ends before the stack does") {
    for (const char* item : {"[*a@]", "{k: *a@}", "{? *a@ : 1}", "{<<: {<<: *a@}}"}) {
      CAPTURE(item);
      std::string text = "a0: &a0 {x: 1}\n";
      for (int i = 1; i < 3000; ++i) {
        std::string next = item;
        next.replace(next.find('@'), 1, std::to_string(i - 1));
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " " + next + "\n";
      }
      const auto file = parse(Kind::yaml, text);
      CHECK((file.has_value() || !file.error().message.empty()));
    }
  }

  TEST_CASE("keys and values are counted in bytes") {
    Budget budget;
    budget.expanded_bytes_max = 10;
    CHECK(problem(Kind::properties, "abcd=efghij", budget).empty());
    CHECK(names(problem(Kind::properties, "abcd=efghijk", budget), "expanded_bytes_max"));
    budget.expanded_bytes_max = 9;
    CHECK(problem(Kind::yaml, "abc: def", budget).empty());
    CHECK(names(problem(Kind::yaml, "abc: defg", budget), "expanded_bytes_max"));
  }

  TEST_CASE("a file may have documents_max documents that hold something") {
    Budget budget;
    budget.documents_max = 2;
    CHECK(problem(Kind::yaml, "--- a\n---\n--- b\n---\n", budget).empty());
    CHECK(names(problem(Kind::yaml, "--- a\n--- b\n--- c", budget), "documents_max"));
    CHECK(problem(Kind::properties, "a=1\n#---\nb=2\n", budget).empty());
    CHECK(names(problem(Kind::properties, "a=1\n#---\nb=2\n#---\nc=3\n", budget), "documents_max"));
  }

  TEST_CASE("entries of XML are counted too") {
    const std::string head =
        "<!DOCTYPE properties SYSTEM \"http://java.sun.com/dtd/properties.dtd\"><properties>";
    const std::string two = head + "<entry key='a'>1</entry><entry key='b'>2</entry></properties>";
    Budget budget;
    budget.nodes_max = 2;
    budget.expanded_bytes_max = 4;
    CHECK(problem(Kind::xml, two, budget).empty());
    budget.nodes_max = 1;
    CHECK(names(problem(Kind::xml, two, budget), "nodes_max"));
    budget.nodes_max = 2;
    budget.expanded_bytes_max = 3;
    CHECK(names(problem(Kind::xml, two, budget), "expanded_bytes_max"));
  }
}

// Documents: what is parsed once and what is dropped.
#include "catalog/documents.hpp"

#include <doctest/doctest.h>

#include <string>

#include "support/memory_tree.hpp"

using namespace cairn;
using catalog::Documents;
using catalog::kind_of;
using testing::Files;
using testing::MemoryTree;

TEST_CASE("a kind goes by the extension, case-sensitively") {
  CHECK(kind_of("a/b.yml") == format::Kind::yaml);
  CHECK(kind_of("b.yaml") == format::Kind::yaml);
  CHECK(kind_of(".properties") == format::Kind::properties);
  CHECK(kind_of("xml") == format::Kind::xml);
  CHECK(kind_of("a.YML") == std::nullopt);
  CHECK(kind_of("a.json") == std::nullopt);
  CHECK(kind_of("a") == std::nullopt);
}

TEST_CASE("equal content is read and parsed once, whatever its path") {
  const MemoryTree tree(
      Files{{"a.properties", "x=1\n"}, {"b.properties", "x=1\n"}, {"c.properties", "x=2\n"}});
  Documents documents({});
  const auto a = documents.get(tree, "a.properties");
  const auto b = documents.get(tree, "b.properties");
  REQUIRE(a.has_value());
  CHECK(*a == *b);
  CHECK((*a)->documents.front()->front().key == "x");
  CHECK(tree.reads == 1);
  CHECK(documents.get(tree, "c.properties").value() != *a);
  CHECK(tree.reads == 2);
}

TEST_CASE("a file that is not there is null") {
  const MemoryTree tree(Files{{"a.properties", "x=1\n"}});
  Documents documents({});
  CHECK(documents.get(tree, "b.properties").value() == nullptr);
}

TEST_CASE("a failure is kept, and names the file that was asked for") {
  const MemoryTree tree(Files{{"a.properties", "x=\\uzzzz\n"}, {"b.properties", "x=\\uzzzz\n"}});
  Documents documents({});
  CHECK(documents.get(tree, "a.properties").error().origin.file == "a.properties");
  const auto b = documents.get(tree, "b.properties");
  CHECK(b.error().code == ErrorCode::failed_precondition);
  CHECK(b.error().origin.file == "b.properties");
  CHECK(b.error().origin.at.line == 1);
  CHECK(tree.reads == 1);
}

TEST_CASE("a hint decides the kind, and equal content of two kinds is two entries") {
  const MemoryTree tree(Files{{"a", "x: 1\n"}, {"a.properties", "x: 1\n"}});
  Documents documents({});
  const auto yaml = documents.get(tree, "a", ".yml");
  const auto properties = documents.get(tree, "a.properties");
  CHECK((*yaml)->documents.front()->front().value == Value(std::int64_t{1}));
  CHECK((*properties)->documents.front()->front().value == Value(std::string("1")));
  CHECK(documents.get(tree, "a").error().code == ErrorCode::internal);
}

TEST_CASE("a broken store is not remembered") {
  MemoryTree tree(Files{{"a.properties", "x=1\n"}});
  Documents documents({});
  tree.broken = true;
  CHECK(documents.get(tree, "a.properties").error().code == ErrorCode::internal);
  tree.broken = false;
  CHECK(documents.get(tree, "a.properties").has_value());
}

TEST_CASE("over the limit the longest unused goes first") {
  const std::string big(1000, 'v');
  const MemoryTree tree(Files{
      {"a.properties", "a=" + big}, {"b.properties", "b=" + big}, {"c.properties", "c=" + big}});
  Documents::Options options;
  {
    Documents probe({});
    const auto parsed = probe.get(tree, "a.properties");
    // Two of them fit, three do not.
    options.bytes_max = 2 * ((*parsed)->size_bytes + 2 * 1003 + 256) + 500;
  }
  Documents documents(options);
  (void)documents.get(tree, "a.properties");  // Only what it leaves in the cache matters here.
  (void)documents.get(tree, "b.properties");
  (void)documents.get(tree, "a.properties");
  (void)documents.get(tree, "c.properties");  // b goes
  const int reads = tree.reads;
  CHECK(documents.get(tree, "a.properties").has_value());
  CHECK(documents.get(tree, "c.properties").has_value());
  CHECK(tree.reads == reads);
  CHECK(documents.get(tree, "b.properties").has_value());
  CHECK(tree.reads == reads + 1);
}

TEST_CASE("what is larger than the limit is parsed each time") {
  const MemoryTree tree(Files{{"a.properties", "x=1\n"}});
  Documents::Options options;
  options.bytes_max = 10;
  Documents documents(options);
  CHECK(documents.get(tree, "a.properties").has_value());
  CHECK(documents.get(tree, "a.properties").has_value());
  CHECK(tree.reads == 2);
}

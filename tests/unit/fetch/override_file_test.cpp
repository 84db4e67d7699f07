// The operator's override file: what is read, in which order, and what is refused.
#include "fetch/override_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "support/temporary_directory.hpp"

using namespace cairn;
using namespace cairn::fetch;
using cairn::testing::TemporaryDirectory;

namespace {

std::string keys_of(const PropertySource& source) {
  std::string out;
  for (const Property& property : *source.properties) {
    out += property.key + ';';
  }
  return out;
}

OverrideOptions file_with(const TemporaryDirectory& directory, const std::string& name,
                          const std::string& content, unsigned mode = 0644) {
  OverrideOptions options;
  options.file = directory / name;
  std::ofstream(options.file) << content;
  REQUIRE(::chmod(options.file.c_str(), mode) == 0);
  return options;
}

}  // namespace

TEST_SUITE("fetch: override file") {
  TEST_CASE("YAML documents become sources, the last one first, with positions") {
    const auto environment = parse_override("a: 1\n---\nb:\n  c: [x]\n", "o.yml");
    REQUIRE(environment.has_value());
    REQUIRE(environment->sources.size() == 2);
    CHECK(keys_of(environment->sources[0]) == "b.c[0];");
    CHECK(environment->sources[0].properties->at(0).at == Position{4, 7});
    CHECK(environment->sources[1].name == "override:o.yml");
    CHECK(environment->sources[1].file == "o.yml");
  }

  TEST_CASE("JSON is flattened the same way, and keeps its numbers") {
    const auto environment = parse_override(
        R"({"a":{"b":[1,{"c":2.50}],"e":{},"f":[]},"a.g":"\/","n":123456789012345678901})",
        "o.JSON");
    REQUIRE(environment.has_value());
    const Properties& values = *environment->sources.at(0).properties;
    CHECK(keys_of(environment->sources[0]) == "a.b[0];a.b[1].c;a.e;a.f;a.g;n;");
    CHECK(values[1].value == Value(2.5));
    CHECK(values[4].value == Value("/"));
    CHECK(values[5].value == Value(BigInteger{"123456789012345678901"}));
    CHECK(keys_of(parse_override("{}", "o.json")->sources.at(0)).empty());
  }

  TEST_CASE("properties are read as Java reads them") {
    const auto environment = parse_override("a=1\nb : 2\n", "o.properties");
    REQUIRE(environment.has_value());
    CHECK(keys_of(environment->sources.at(0)) == "a;b;");
  }

  TEST_CASE("a broken file is an error with its place") {
    const auto yaml = parse_override("a: [1\nb: 2\n", "o.yml");
    REQUIRE_FALSE(yaml.has_value());
    CHECK(yaml.error().text().starts_with("o.yml:"));
    CHECK(yaml.error().origin.at.known());
    for (const char* json : {"[1]", "{", "1", "{\"a\":1,\"a\":2}"}) {
      const auto broken = parse_override(json, "o.json");
      REQUIRE_FALSE(broken.has_value());
      CHECK(broken.error().origin.file == "o.json");
    }
  }

  TEST_CASE("no file is no override; one that others can write is refused") {
    const TemporaryDirectory directory;
    CHECK_FALSE(read_override({})->has_value());
    OverrideOptions missing;
    missing.file = directory / "none.yml";
    CHECK_FALSE(read_override(missing)->has_value());

    const auto read = read_override(file_with(directory, "o.yml", "a: 1\n"));
    REQUIRE(read.has_value());
    CHECK((*read)->sources.size() == 1);
    for (const unsigned mode : {0664U, 0646U}) {
      const auto open = read_override(file_with(directory, "open.yml", "a: 1\n", mode));
      REQUIRE_FALSE(open.has_value());
      CHECK(open.error().code == ErrorCode::permission_denied);
    }
    missing.file = directory.path();
    CHECK(read_override(missing).error().code == ErrorCode::permission_denied);
  }

  TEST_CASE("its size has a limit, exactly") {
    const TemporaryDirectory directory;
    OverrideOptions options = file_with(directory, "o.yml", "a: 1\n");
    options.file_bytes_max = 5;
    CHECK(read_override(options).has_value());
    options.file_bytes_max = 4;
    CHECK(read_override(options).error().code == ErrorCode::resource_exhausted);
  }
}

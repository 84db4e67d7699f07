// Every environment that was recorded from the reference is decoded: its sources, keys in order,
// values and origins.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "fetch/decode.hpp"
#include "fetch/json_tree.hpp"

using namespace cairn;
using namespace cairn::fetch;

namespace {

// The answers in a suite: the text as it was sent.
std::vector<std::string> answers_in(const std::filesystem::path& suite) {
  std::vector<std::string> answers;
  const auto bytes = base::read_file(suite.string());
  REQUIRE(bytes.has_value());
  const auto root = parse_json(*bytes);
  INFO(suite.string(), (root ? "" : root.error().message));
  REQUIRE(root.has_value());
  const JsonNode* cases = root->member("cases");
  REQUIRE(cases != nullptr);
  for (const JsonNode& one : cases->items) {
    const JsonNode* expect = one.member("expect");
    const JsonNode* raw = expect == nullptr ? nullptr : expect->member("raw");
    if (raw != nullptr && raw->text.find("\"propertySources\":") != std::string::npos) {
      answers.push_back(raw->text);
    }
  }
  return answers;
}

bool is_tracked(const JsonNode& node) {
  return node.members.size() == 2 && node.member("value") != nullptr &&
         node.member("origin") != nullptr;
}

// Compares a decoded source with what was sent. Returns the number of values with a position.
std::size_t compare(const PropertySource& source, const JsonNode& sent) {
  CHECK(source.name == sent.member("name")->text);
  const auto& members = sent.member("source")->members;
  REQUIRE(source.properties->size() == members.size());
  std::size_t positions = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Property& property = source.properties->at(i);
    CHECK(property.key == members[i].name);
    const bool tracked = is_tracked(members[i].node);
    const JsonNode& value = tracked ? *members[i].node.member("value") : members[i].node;
    CHECK(property.value == value_of(value));
    if (property.at.known()) {
      ++positions;
      CHECK(members[i].node.member("origin")->text ==
            std::to_string(property.at.line) + ':' + std::to_string(property.at.column));
    } else if (tracked) {
      CHECK(members[i].node.member("origin")->text == source.described_origin);
    }
  }
  return positions;
}

}  // namespace

TEST_SUITE("fetch: recordings") {
  TEST_CASE("recorded environments are decoded whole") {
    std::size_t environments = 0;
    std::size_t positions = 0;
    for (const auto& entry : std::filesystem::directory_iterator(CAIRN_RECORDED_SUITES)) {
      if (entry.path().extension() != ".json") {
        continue;
      }
      for (const std::string& answer : answers_in(entry.path())) {
        CAPTURE(answer);
        const auto environment = decode_environment(answer);
        REQUIRE(environment.has_value());
        const auto sent = parse_json(answer);
        const auto& sources = sent->member("propertySources")->items;
        REQUIRE(environment->sources.size() == sources.size());
        for (std::size_t i = 0; i < sources.size(); ++i) {
          positions += compare(environment->sources[i], sources[i]);
        }
        ++environments;
      }
    }
    // Not an empty directory, and some of them are v2.
    CHECK(environments > 250);
    CHECK(positions > 100);
  }
}

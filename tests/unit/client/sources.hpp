// Configs for tests, from YAML as a file would have it.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cairn/config.hpp"
#include "format/document.hpp"

namespace cairn::test {

inline PropertySource yaml(const std::string& file, std::string_view text) {
  auto parsed = format::parse(format::Kind::yaml, text);
  REQUIRE(parsed.has_value());
  REQUIRE((*parsed)->documents.size() == 1);
  return {file, file, "", (*parsed)->documents.front()};
}

inline Config config_of(std::string_view text) {
  return Config::of({yaml("shop.yml", text)});
}

// A source whose values are texts: keys and values in turn.
inline PropertySource texts(std::string name,
                            const std::vector<std::pair<std::string, std::string>>& pairs) {
  Properties properties;
  for (const auto& [key, value] : pairs) {
    properties.push_back({key, value, {}});
  }
  return {std::move(name), "", "", std::make_shared<const Properties>(std::move(properties))};
}

// A Config with one key, "k".
inline Config one(Value value) {
  Properties properties = {{"k", std::move(value), {3, 7}}};
  return Config::of(
      {{"shop.yml", "shop.yml", "", std::make_shared<const Properties>(std::move(properties))}});
}

template <typename T>
std::string error_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().text();
}

}  // namespace cairn::test

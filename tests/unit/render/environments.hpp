// Short ways to write environments in tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cairn/environment.hpp"

namespace cairn::render {

inline PropertySource source(std::string name, Properties properties) {
  return {std::move(name), "", "", std::make_shared<const Properties>(std::move(properties))};
}

// Sources as in an environment: the highest precedence first.
inline Environment environment(std::vector<Properties> sources) {
  Environment out;
  out.name = "shop";
  out.profiles = "dev";
  for (Properties& properties : sources) {
    out.sources.push_back(source("file.yml", std::move(properties)));
  }
  return out;
}

inline Property property(std::string key, Value value, Position at = {}) {
  return {std::move(key), std::move(value), at};
}

inline Property text(std::string key, std::string value) {
  return {std::move(key), Value(std::move(value)), {}};
}

inline Property number(std::string key, std::int64_t value) {
  return {std::move(key), Value(value), {}};
}

}  // namespace cairn::render

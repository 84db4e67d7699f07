// What the tests of the cache store: an environment with a value of every type.
//
// Thread-safety: pure functions.
#pragma once

#include <chrono>
#include <limits>
#include <memory>
#include <string>

#include "cache/remembered.hpp"

namespace cairn::testing {

inline cache::Remembered sample() {
  cache::Remembered out;
  out.etag = "W/\"5f\"";
  out.uri = "https://config.example.org";
  out.label = "main";
  out.revision = "f61f11287766dd3cad07c85d0ecd9ebe3058b233";
  out.fetched_at = std::chrono::system_clock::time_point(std::chrono::milliseconds(1700000000123));
  out.environment.name = "shop";
  out.environment.profiles = "dev,eu";
  out.environment.version = "f61f";
  out.environment.state = "";
  Properties values;
  values.push_back({"text", std::string("a\0b\xc3\xa4", 5), {1, 2}});
  values.push_back({"flag", true, {3, 4}});
  values.push_back({"number", std::numeric_limits<std::int64_t>::min(), {5, 6}});
  values.push_back({"big", BigInteger{"123456789012345678901234567890"}, {}});
  values.push_back({"decimal", -0.1, {7, 8}});
  values.push_back({"bytes", Binary{std::string("\0\xff", 2)}, {9, 10}});
  PropertySource source{"r/shop-dev.yml", "shop-dev.yml", "", nullptr};
  source.properties = std::make_shared<const Properties>(std::move(values));
  PropertySource empty{"overrides", "", "Config server overrides",
                       std::make_shared<const Properties>()};
  out.environment.sources = {source, empty};
  return out;
}

inline cache::Scope sample_scope() {
  return {{"https://one", "https://two"}, "shop", "dev,eu", "main", "basic:alice"};
}

// Whether two stored answers are the same in all that is stored.
inline bool same(const cache::Remembered& a, const cache::Remembered& b) {
  return cache::encode(a) == cache::encode(b);
}

}  // namespace cairn::testing

// Fuzz target: a server's answer as the client sees it: the bytes as the head and body of a message
// through the guard, as the body of a 200, and as the headers that are read. Errors are fine; an
// environment that breaks what its type promises is a bug.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unordered_set>

#include "fetch/decode.hpp"
#include "fetch/fetched.hpp"
#include "fetch/head_guard.hpp"
#include "fetch/origin_text.hpp"
#include "fetch/override_file.hpp"

using namespace cairn;

namespace {

void require(bool promise) {
  if (!promise) {
    std::abort();
  }
}

void check(const Environment& environment) {
  for (const PropertySource& source : environment.sources) {
    require(source.properties != nullptr);
    std::unordered_set<std::string_view> keys;
    for (const Property& property : *source.properties) {
      require(keys.insert(property.key).second);
      require(property.at.known() || property.at.column == 0);
      if (const auto* big = std::get_if<BigInteger>(&property.value)) {
        require(!big->digits.empty() &&
                big->digits.find_first_not_of("-0123456789") == std::string::npos);
      }
    }
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto environment = fetch::decode_environment(bytes)) {
    check(*environment);
  }
  if (const auto tree = fetch::parse_json(bytes)) {
    // What is kept as JSON text is JSON again, and the same.
    const std::string text = fetch::compact_json(*tree);
    const auto again = fetch::parse_json(text);
    require(again.has_value() && fetch::compact_json(*again) == text);
  }
  (void)fetch::parse_override(bytes, "fuzz.json");  // must only return
  fetch::HeadGuard whole(1000);
  fetch::HeadGuard parts(1000);
  const std::size_t middle = size / 2;
  const bool passed = whole.see(bytes).has_value();
  const bool in_parts = parts.see(std::string_view(bytes).substr(0, middle)).has_value() &&
                        parts.see(std::string_view(bytes).substr(middle)).has_value();
  require(passed == in_parts);
  const auto origin = fetch::parse_origin(bytes);
  require(origin.origin.at.known() || origin.described == bytes);
  (void)fetch::file_of_source(bytes);  // must only return
  (void)fetch::parse_stale(bytes);     // must only return
  require(!fetch::is_etag(bytes) || bytes.find('\n') == std::string::npos);
  return 0;
}

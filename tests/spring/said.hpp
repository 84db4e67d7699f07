// What the client library read, as JSON: values with their types, and the place of each.
//
// Thread-safety: pure functions.
#pragma once

#include <nlohmann/json.hpp>

#include "cairn/config.hpp"
#include "cairn/environment.hpp"
#include "cairn/error.hpp"

namespace cairn::testing {

using Json = nlohmann::ordered_json;

// ["string", "x"], ["bool", true], ["integer", "5"], ["big", "123..."], ["decimal", "1.5e-07"]: the
// text of a number is the shortest that gives it back.
[[nodiscard]] Json said(const Value& value);
[[nodiscard]] Json said(const Environment& environment);
[[nodiscard]] Json said(const Config& config);
[[nodiscard]] Json said(const Error& error);

}  // namespace cairn::testing

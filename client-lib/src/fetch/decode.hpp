// Decoding a server's answer into an Environment.
//
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "fetch/json_tree.hpp"

namespace cairn::fetch {

// Whether the value of Content-Type says JSON: "application/json" or "application/<x>+json".
[[nodiscard]] bool is_json_type(std::string_view content_type);

// The body of a 200 as v1 or v2 writes it.
//
// Unknown fields are ignored, null lists are empty. An object of exactly the keys "value" and
// "origin" is that value; another object or list stays as it is, as JSON text. Null is the empty
// string. An integer beyond 64 bits keeps its digits, and a decimal that a double would change
// keeps its text, as a string.
//
// Errors: failed_precondition for what is no environment.
[[nodiscard]] Result<Environment> decode_environment(std::string_view body,
                                                     const JsonLimits& limits = {});

// One value by the same rules, without looking for an origin.
[[nodiscard]] Value value_of(const JsonNode& node);

}  // namespace cairn::fetch

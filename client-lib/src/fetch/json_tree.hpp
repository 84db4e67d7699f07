// JSON as a tree: a server's answer before its meaning is known. Keys keep their order, numbers
// their text.
//
// Thread-safety: plain values; pure function.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::fetch {

enum class JsonKind { null, boolean, integer, decimal, string, array, object };

struct JsonMember;

struct JsonNode {
  JsonKind kind = JsonKind::null;
  std::string text;  // of a string; of a number as it was written; "true" or "false"
  std::vector<JsonNode> items;
  std::vector<JsonMember> members;

  // The member of that name; nullptr for none, and for what is no object.
  [[nodiscard]] const JsonNode* member(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonNode node;
};

struct JsonLimits {
  std::size_t depth_max = 32;
  std::size_t nodes_max = 1'000'000;
};

// Parses one JSON text. Errors: failed_precondition for what is no JSON in UTF-8, for an object
// that has a key twice, for a number beyond 10^4932, and beyond a limit.
[[nodiscard]] Result<JsonNode> parse_json(std::string_view text, const JsonLimits& limits = {});

// The node as compact JSON.
[[nodiscard]] std::string compact_json(const JsonNode& node);

}  // namespace cairn::fetch

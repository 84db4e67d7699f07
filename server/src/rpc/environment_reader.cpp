// From the tree of the JSON, because that has the digits of a number as they stand.
#include "rpc/environment_reader.hpp"

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

#include "cairn/v1/config.pb.h"
#include "fetch/json_tree.hpp"

namespace cairn::rpc {
namespace {

using fetch::JsonKind;
using fetch::JsonNode;

// Null is no text, but a member that may be null.
bool is_text(const JsonNode* node) {
  return node != nullptr && node->kind == JsonKind::string;
}

bool read_value(const JsonNode& node, v1::Value& out) {
  switch (node.kind) {
    case JsonKind::null:
      return true;  // what is not set is null
    case JsonKind::boolean:
      out.set_boolean(node.text == "true");
      return true;
    case JsonKind::string:
      out.set_text(node.text);
      return true;
    case JsonKind::decimal:
      out.set_number(node.text);
      return true;
    case JsonKind::integer: {
      std::int64_t number = 0;
      const char* const end = node.text.data() + node.text.size();
      const auto [last, problem] = std::from_chars(node.text.data(), end, number);
      if (problem == std::errc() && last == end) {
        out.set_integer(number);
      } else {
        out.set_number(node.text);
      }
      return true;
    }
    case JsonKind::array:
    case JsonKind::object:
      break;
  }
  return false;
}

// A value, or an object of a value and its origin.
bool read_property(const JsonNode& node, v1::Property& out) {
  if (node.kind != JsonKind::object) {
    return read_value(node, *out.mutable_value());
  }
  const JsonNode* value = node.member("value");
  const JsonNode* origin = node.member("origin");
  if (value == nullptr || !is_text(origin)) {
    return false;
  }
  out.set_origin(origin->text);
  return read_value(*value, *out.mutable_value());
}

bool read_source(const JsonNode& node, v1::PropertySource& out) {
  const JsonNode* name = node.member("name");
  const JsonNode* properties = node.member("source");
  if (!is_text(name) || properties == nullptr || properties->kind != JsonKind::object) {
    return false;
  }
  out.set_name(name->text);
  for (const fetch::JsonMember& property : properties->members) {
    v1::Property& made = *out.add_properties();
    made.set_key(property.name);
    if (!read_property(property.node, made)) {
      return false;
    }
  }
  return true;
}

bool read_list(const JsonNode& list, v1::Environment& out, bool profiles) {
  for (const JsonNode& item : list.items) {
    if (profiles && is_text(&item)) {
      out.add_profiles(item.text);
    } else if (profiles || !read_source(item, *out.add_property_sources())) {
      return false;
    }
  }
  return list.kind == JsonKind::array;
}

bool read_member(const std::string& name, const JsonNode& node, v1::Environment& out) {
  if (name == "profiles" || name == "propertySources") {
    return read_list(node, out, name == "profiles");
  }
  if (node.kind == JsonKind::null) {
    return true;
  }
  if (!is_text(&node)) {
    return false;
  }
  if (name == "name") {
    out.set_name(node.text);
  } else if (name == "label") {
    out.set_label(node.text);
  } else if (name == "version") {
    out.set_version(node.text);
  } else if (name == "state") {
    out.set_state(node.text);
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool read_environment(std::string_view json, v1::Environment& out) {
  fetch::JsonLimits limits;
  limits.nodes_max = std::numeric_limits<std::size_t>::max();  // it is ours
  const auto root = fetch::parse_json(json, limits);
  if (!root || root->kind != JsonKind::object) {
    return false;
  }
  for (const fetch::JsonMember& member : root->members) {
    if (!read_member(member.name, member.node, out)) {
      return false;
    }
  }
  return true;
}

}  // namespace cairn::rpc

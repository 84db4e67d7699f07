// What is lost on the way through a format: see the header.
#include "support/carried.hpp"

#include <cmath>
#include <string>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "values/value_text.hpp"

namespace cairn::testing {
namespace {

constexpr std::string_view next_line = "\xC2\x85";  // U+0085
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// The members whose keys are kept, with a function applied to every value.
template <typename Keep, typename Change>
ReferenceTree changed(const ReferenceTree& tree, const Keep& keep, const Change& change) {
  ReferenceTree out;
  out.at = tree.at;
  if (const auto* map = std::get_if<ReferenceTree::Map>(&tree.content)) {
    auto& members = out.content.emplace<ReferenceTree::Map>();
    for (const auto& [key, value] : *map) {
      if (keep(key)) {
        members.push_back({key, changed(value, keep, change)});
      }
    }
  } else if (const auto* list = std::get_if<ReferenceTree::List>(&tree.content)) {
    auto& items = out.content.emplace<ReferenceTree::List>();
    for (const ReferenceTree& item : *list) {
      items.push_back(changed(item, keep, change));
    }
  } else if (const auto* value = std::get_if<Value>(&tree.content)) {
    out.content = change(*value);
  }
  return out;
}

bool any_key(std::string_view /*key*/) {
  return true;
}

bool yaml_shows(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = base::next_code_point(text, at).value();
    const bool is_control =
        (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F && c != 0x85);
    if (is_control || c == 0xFFFE || c == 0xFFFF) {
      return false;
    }
  }
  return true;
}

// Of texts of several lines: those that the literal style cannot hold. U+0085 is escaped in them.
bool is_double_quoted(std::string_view text) {
  for (const std::string_view hard :
       {"\t", "\r", " \n", " \xC2\x85", " \xE2\x80\xA8", " \xE2\x80\xA9"}) {
    if (text.find(hard) != std::string_view::npos) {
      return true;
    }
  }
  return !text.empty() && text.back() == ' ';
}

Value as_yaml_carries_value(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) {
    return value;
  }
  if (!yaml_shows(*text)) {
    return Binary{*text};
  }
  return is_double_quoted(*text) ? *text : base::replace_all(*text, next_line, "\n");
}

Value as_json_carries_value(const Value& value) {
  const auto* number = std::get_if<double>(&value);
  const bool is_named = number != nullptr && !std::isfinite(*number);
  return is_named || std::holds_alternative<Binary>(value) ? Value(text_of(value)) : value;
}

}  // namespace

ReferenceTree as_yaml_carries(const ReferenceTree& tree) {
  return changed(tree, any_key, as_yaml_carries_value);
}

ReferenceTree with_yaml_keys(const ReferenceTree& tree) {
  return changed(tree, yaml_carries_key, [](const Value& value) { return value; });
}

bool yaml_carries_key(std::string_view key) {
  return yaml_shows(key) && key.find(next_line) == std::string_view::npos &&
         key.substr(0, byte_order_mark.size()) != byte_order_mark;
}

ReferenceTree as_json_carries(const ReferenceTree& tree) {
  return changed(tree, any_key, as_json_carries_value);
}

bool properties_carry(std::string_view key, std::string_view value) {
  for (const std::string_view text : {key, value}) {
    for (const char c : text) {
      if (static_cast<unsigned char>(c) >= 0x80 || c == '\\' || c == '\r' || c == '\n') {
        return false;
      }
    }
  }
  const auto is_trimmed = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  if (key.empty() || is_trimmed(key.front()) || is_trimmed(key.back()) || key.front() == '#' ||
      key.front() == '!' || key.find_first_of(" \t\f=:") != std::string_view::npos ||
      (key.size() >= 2 && key.substr(key.size() - 2) == "[]")) {
    return false;
  }
  return value.empty() || std::string_view(" \t\f").find(value.front()) == std::string_view::npos;
}

std::string text_of(const Value& value) {
  const auto* binary = std::get_if<Binary>(&value);
  return binary != nullptr ? base::encode_base64(binary->bytes) : values::value_text(value);
}

}  // namespace cairn::testing

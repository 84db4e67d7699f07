// The slow flattener: see the header.
#include "support/reference_tree.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace cairn::testing {
namespace {

// Blank for Java's Character.isWhitespace; all of these are one UTF-8 sequence.
bool is_blank(std::string_view text) {
  constexpr std::string_view blanks[] = {
      "\t",           "\n",           "\v",           "\f",           "\r",
      "\x1C",         "\x1D",         "\x1E",         "\x1F",         " ",
      "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
      "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x88", "\xE2\x80\x89",
      "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x81\x9F", "\xE3\x80\x80"};
  while (!text.empty()) {
    const auto* const blank =
        std::find_if(std::begin(blanks), std::end(blanks), [text](std::string_view candidate) {
          return text.substr(0, candidate.size()) == candidate;
        });
    if (blank == std::end(blanks)) {
      return false;
    }
    text.remove_prefix(blank->size());
  }
  return true;
}

std::string joined(const std::string& path, const std::string& key) {
  if (is_blank(path)) {
    return key;
  }
  return key.substr(0, 1) == "[" ? path + key : path + "." + key;
}

void flatten(const ReferenceTree& tree, const std::string& path, Properties& out) {
  if (const auto* map = std::get_if<ReferenceTree::Map>(&tree.content)) {
    for (const auto& [key, value] : *map) {
      flatten(value, joined(path, key), out);
    }
    return;
  }
  const auto* list = std::get_if<ReferenceTree::List>(&tree.content);
  if (list != nullptr && !list->empty()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      flatten((*list)[i], joined(path, "[" + std::to_string(i) + "]"), out);
    }
    return;
  }
  const auto* value = std::get_if<Value>(&tree.content);
  put(out, {path, value != nullptr ? *value : Value(std::string()), tree.at});
}

struct ValueText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(bool truth) const { return truth ? "b:true" : "b:false"; }
  std::string operator()(std::int64_t number) const { return "i:" + std::to_string(number); }
  std::string operator()(const BigInteger& number) const { return "big:" + number.digits; }
  std::string operator()(double number) const { return "d:" + std::to_string(number); }
  std::string operator()(const Binary& binary) const { return "bytes:" + binary.bytes; }
};

}  // namespace

bool are_equal(const Value& a, const Value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x == nullptr || y == nullptr) {
    return a == b;
  }
  return (std::isnan(*x) && std::isnan(*y)) ||
         std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y);
}

bool are_equal(const ReferenceTree& a, const ReferenceTree& b) {
  if (a.content.index() != b.content.index()) {
    return false;
  }
  if (const auto* value = std::get_if<Value>(&a.content)) {
    return are_equal(*value, std::get<Value>(b.content));
  }
  if (const auto* list = std::get_if<ReferenceTree::List>(&a.content)) {
    const auto& other = std::get<ReferenceTree::List>(b.content);
    return std::equal(list->begin(), list->end(), other.begin(), other.end(),
                      [](const auto& x, const auto& y) { return are_equal(x, y); });
  }
  if (const auto* map = std::get_if<ReferenceTree::Map>(&a.content)) {
    const auto& other = std::get<ReferenceTree::Map>(b.content);
    return std::equal(
        map->begin(), map->end(), other.begin(), other.end(),
        [](const auto& x, const auto& y) { return x.key == y.key && are_equal(x.value, y.value); });
  }
  return true;
}

bool are_equal(const Properties& a, const Properties& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Property& x, const Property& y) {
                      return x.key == y.key && are_equal(x.value, y.value);
                    });
}

Properties flattened(const ReferenceTree& root) {
  Properties out;
  flatten(root, std::holds_alternative<ReferenceTree::Map>(root.content) ? "" : "document", out);
  return out;
}

void put(Properties& properties, Property property) {
  const auto present =
      std::find_if(properties.begin(), properties.end(),
                   [&property](const Property& other) { return other.key == property.key; });
  if (present == properties.end()) {
    properties.push_back(std::move(property));
  } else {
    *present = std::move(property);
  }
}

std::string shown(const Properties& properties) {
  std::string out;
  for (const Property& property : properties) {
    out += out.empty() ? "" : "; ";
    out += property.key + "=" + std::visit(ValueText(), property.value);
  }
  std::replace(out.begin(), out.end(), '\0', '?');  // a message would end there
  return out;
}

}  // namespace cairn::testing

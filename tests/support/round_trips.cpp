// Writing, reading again and comparing: see the header.
#include "support/round_trips.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "format/document.hpp"
#include "render/render.hpp"
#include "render/tree.hpp"
#include "render/tree_json.hpp"
#include "render/yaml_dump.hpp"
#include "support/carried.hpp"
#include "support/json_tree.hpp"
#include "support/properties_text.hpp"
#include "support/reading_again.hpp"
#include "support/reference_merge.hpp"
#include "support/xml_text.hpp"

namespace cairn::testing {
namespace {

using Renderer = Result<std::string> (*)(const Environment&, const render::FlatOptions&);

constexpr render::FlatOptions unresolved{false, false};
constexpr render::FlatOptions stripped{false, true};
constexpr render::FlatOptions resolved{true, false};

render::Tree render_tree(const ReferenceTree& tree) {
  render::Tree out;
  if (const auto* map = std::get_if<ReferenceTree::Map>(&tree.content)) {
    auto& members = out.content.emplace<render::TreeMap>();
    for (const auto& [key, value] : *map) {
      members.put(key) = render_tree(value);
    }
  } else if (const auto* list = std::get_if<ReferenceTree::List>(&tree.content)) {
    auto& items = out.content.emplace<render::TreeList>();
    for (const ReferenceTree& item : *list) {
      items.push_back(render_tree(item));
    }
  } else if (const auto* value = std::get_if<Value>(&tree.content)) {
    out.content = *value;
  }
  return out;
}

bool has_placeholders(const Environment& environment) {
  for (const PropertySource& source : environment.sources) {
    for (const Property& property : *source.properties) {
      if (property.key.find('$') != std::string::npos ||
          text_of(property.value).find('$') != std::string::npos) {
        return true;
      }
    }
  }
  return false;
}

std::string broken_in_general(Renderer render, const Environment& environment) {
  const auto plain = render(environment, unresolved);
  const auto again = render(environment, unresolved);
  const auto filled = render(environment, resolved);
  if (plain.has_value() != again.has_value() || (plain && *plain != *again)) {
    return "another answer the second time";
  }
  for (const auto* answer : {&plain, &filled}) {
    if (!*answer && answer->error().code != ErrorCode::invalid_argument) {
      return "an error of an unknown code: " + answer->error().text();
    }
    if (*answer && !base::is_utf8(**answer)) {
      return "an answer that is not UTF-8";
    }
  }
  if (has_placeholders(environment)) {
    return "";
  }
  return plain.has_value() == filled.has_value() && (!plain || *plain == *filled)
             ? ""
             : "resolving changes an environment without placeholders";
}

// What strip-document-from-yaml makes of the tree: a lone value becomes a text.
std::string broken_stripped(const std::string& text, const ReferenceTree& tree) {
  ReferenceTree root = std::get<ReferenceTree::Map>(tree.content).front().value;
  if (std::holds_alternative<ReferenceTree::Map>(root.content)) {
    // The reference writes "!!str" in front of a map: no reader takes it.
    return format::parse(format::Kind::yaml, text) ? "a map with a tag of texts was read" : "";
  }
  root = as_yaml_carries(root);
  if (auto* value = std::get_if<Value>(&root.content)) {
    const auto* number = std::get_if<double>(value);
    if ((number != nullptr && !std::isfinite(*number)) || text.substr(0, 3) == "\xEF\xBB\xBF") {
      // ".inf" is not what text_of() calls it, and U+FEFF is taken for a byte order mark.
      return "";
    }
    *value = text_of(*value);
    if (*value == Value(std::string())) {
      const auto file = format::parse(format::Kind::yaml, text);
      return file && (*file)->documents.empty() ? "" : "an empty text is a document";
    }
  }
  return broken_reading(format::Kind::yaml, text, flattened(root));
}

std::set<std::string> keys_that(const Environment& environment, bool (*matches)(const Property&)) {
  std::set<std::string> out;
  for (const PropertySource& source : environment.sources) {
    for (const Property& property : *source.properties) {
      if (matches(property)) {
        out.insert(property.key);
      }
    }
  }
  return out;
}

}  // namespace

std::string broken_yaml_dump(const ReferenceTree& any_document) {
  const ReferenceTree document = with_yaml_keys(any_document);
  const std::string text =
      render::yaml_map(std::get<render::TreeMap>(render_tree(document).content));
  return broken_reading(format::Kind::yaml, text, flattened(as_yaml_carries(document)));
}

std::string broken_json_dump(const ReferenceTree& document) {
  const std::string text =
      render::tree_json(std::get<render::TreeMap>(render_tree(document).content));
  return broken_json(text, as_json_carries(document));
}

std::string broken_flat_yaml(const Environment& environment) {
  if (std::string broken = broken_in_general(render::flat_yaml, environment); !broken.empty()) {
    return broken;
  }
  const Environment carried =
      with_nesting_keys(without(environment, keys_that(environment, [](const Property& property) {
                                  return !yaml_carries_key(property.key);
                                })));
  const ReferenceTree tree = *nested(merged(carried));
  const auto text = render::flat_yaml(carried, unresolved);
  if (!text) {
    return "an error for keys that nest: " + text.error().text();
  }
  std::string broken = broken_reading(format::Kind::yaml, *text, flattened(as_yaml_carries(tree)));
  if (!broken.empty()) {
    return broken;
  }
  const auto lone = render::flat_yaml(carried, stripped);
  if (!lone) {
    return "an error for a document to be stripped: " + lone.error().text();
  }
  const auto& members = std::get<ReferenceTree::Map>(tree.content);
  if (members.size() == 1 && members.front().key == "document") {
    return broken_stripped(*lone, tree);
  }
  return *lone == *text ? "" : "stripped without a document key";
}

std::string broken_flat_json(const Environment& environment) {
  if (std::string broken = broken_in_general(render::flat_json, environment); !broken.empty()) {
    return broken;
  }
  const auto any = render::flat_json(environment, unresolved);
  if (any && !json_tree(*any)) {
    return "no JSON\n--- text\n" + *any;
  }
  const Environment carried = with_nesting_keys(environment);
  const auto text = render::flat_json(carried, unresolved);
  if (!text) {
    return "an error for keys that nest: " + text.error().text();
  }
  return broken_json(*text, as_json_carries(*nested(merged(carried))));
}

std::string broken_flat_properties(const Environment& environment) {
  if (std::string broken = broken_in_general(render::flat_properties, environment);
      !broken.empty()) {
    return broken;
  }
  // No key is refused and nothing is escaped: the whole text is known.
  std::string expected;
  for (const Property& property : merged(environment)) {
    expected += expected.empty() ? "" : "\n";
    expected += property.key + ": " + text_of(property.value);
  }
  if (const auto text = render::flat_properties(environment, unresolved);
      !text || *text != expected) {
    return "another text than the slow model\n--- expected\n" + expected + "\n--- got\n" +
           text.value_or("an error");
  }
  const Environment carried =
      without(environment, keys_that(environment, [](const Property& property) {
                return !properties_carry(property.key, text_of(property.value));
              }));
  const auto text = render::flat_properties(carried, unresolved);
  return text ? broken_lines(*text, merged(carried)) : text.error().text();
}

std::string broken_stored_properties(const Environment& environment) {
  const Environment stored =
      without(environment, keys_that(environment, [](const Property& property) {
                return !can_be_stored(property.key);
              }));
  return broken_lines(properties_text(merged(stored)), merged(stored));
}

std::string broken_stored_xml(const Environment& environment) {
  const Environment stored =
      without(environment, keys_that(environment, [](const Property& property) {
                return !xml_carries(property.key) || !xml_carries(text_of(property.value));
              }));
  Properties expected = merged(stored);
  const std::string text = xml_text(expected);
  const auto file = format::parse(format::Kind::xml, text);
  if (!file) {
    return "what was written cannot be read: " + file.error().text() + "\n--- text\n" + text;
  }
  Properties got = *(*file)->documents.front();
  for (Property& property : expected) {
    property.value = text_of(property.value);
  }
  for (Properties* properties : {&expected, &got}) {
    std::sort(properties->begin(), properties->end(),
              [](const Property& a, const Property& b) { return a.key < b.key; });
  }
  return are_equal(expected, got) ? "" : "something else comes back\n--- text\n" + text;
}

}  // namespace cairn::testing

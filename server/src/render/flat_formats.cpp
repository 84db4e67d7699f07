// The three flat formats, and text files with placeholders.
#include <string>
#include <utility>
#include <vector>

#include "render/environment_lookup.hpp"
#include "render/merged_properties.hpp"
#include "render/render.hpp"
#include "render/tree.hpp"
#include "render/tree_json.hpp"
#include "render/value_text.hpp"
#include "render/yaml_dump.hpp"
#include "values/placeholders.hpp"

namespace cairn::render {
namespace {

values::PlaceholderResolver resolver_for(const Environment& environment) {
  return values::PlaceholderResolver(EnvironmentLookup(environment));
}

Result<void> resolve_map(TreeMap& map, values::PlaceholderResolver& resolver);

Result<void> resolve_tree(Tree& tree, values::PlaceholderResolver& resolver) {
  if (auto* map = std::get_if<TreeMap>(&tree.content)) {
    return resolve_map(*map, resolver);
  }
  if (auto* list = std::get_if<TreeList>(&tree.content)) {
    for (Tree& item : *list) {
      auto resolved = resolve_tree(item, resolver);
      if (!resolved) {
        return resolved;
      }
    }
    return {};
  }
  auto* value = std::get_if<Value>(&tree.content);
  auto* text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  if (text == nullptr) {
    return {};
  }
  auto resolved = resolver.resolve_value(*text);
  if (!resolved) {
    return fail(std::move(resolved).error());
  }
  *text = *std::move(resolved);
  return {};
}

Result<void> resolve_map(TreeMap& map, values::PlaceholderResolver& resolver) {
  for (TreeEntry& entry : map.entries()) {
    auto resolved = resolve_tree(entry.value, resolver);
    if (!resolved) {
      return resolved;
    }
  }
  return {};
}

Result<TreeMap> nested(const Environment& environment, const FlatOptions& options) {
  auto root = nest(merged_properties(environment));
  if (root && options.resolve_placeholders) {
    auto resolver = resolver_for(environment);
    auto resolved = resolve_map(*root, resolver);
    if (!resolved) {
      return fail(std::move(resolved).error());
    }
  }
  return root;
}

}  // namespace

Result<std::string> flat_properties(const Environment& environment, const FlatOptions& options) {
  std::string out;
  for (const MergedProperty& property : merged_properties(environment)) {
    out += out.empty() ? "" : "\n";
    out += property.key;
    out += ": ";
    out += value_text(*property.value);
  }
  if (!options.resolve_placeholders) {
    return out;
  }
  return text_with_placeholders(out, environment);
}

Result<std::string> flat_json(const Environment& environment, const FlatOptions& options) {
  auto root = nested(environment, options);
  if (!root) {
    return fail(std::move(root).error());
  }
  return tree_json(*root);
}

Result<std::string> flat_yaml(const Environment& environment, const FlatOptions& options) {
  auto root = nested(environment, options);
  if (!root) {
    return fail(std::move(root).error());
  }
  const auto& entries = root->entries();
  if (options.strip_document && entries.size() == 1 && entries.front().key == "document") {
    return yaml_document(entries.front().value);
  }
  return yaml_map(*root);
}

Result<std::string> text_with_placeholders(std::string_view text, const Environment& environment) {
  return resolver_for(environment).resolve_text(text);
}

}  // namespace cairn::render

// YamlFlattener: see the header.
#include "format/yaml_flattener.hpp"

#include <unordered_map>

#include "base/text.hpp"

namespace cairn::format {
namespace {

// Java's Character.isWhitespace.
bool is_java_blank(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A && c != 0x2007) || c == 0x2028 || c == 0x2029 || c == 0x205F ||
         c == 0x3000;
}

// What stands in front of the keys below a path; a path of blanks only counts as none.
std::string_view prefix_of(const std::string& path) {
  std::size_t at = 0;
  while (const auto c = base::next_code_point(path, at)) {
    if (!is_java_blank(*c)) {
      return path;
    }
  }
  return {};
}

}  // namespace

Result<std::optional<Properties>> YamlFlattener::flatten(YamlNode& root) {
  Result<void> added;
  if (is_map(root)) {
    added = add_mapping(root, "", false, 0);
  } else {
    if (root.kind == YamlKind::sequence && root.items.empty()) {
      return std::optional<Properties>();
    }
    if (root.kind == YamlKind::scalar) {
      const auto value = keys_.scalar(root);
      if (!value) {
        return fail(value.error());
      }
      if ((*value)->type == JavaType::null ||
          ((*value)->type == JavaType::text && (*value)->java_text.empty())) {
        return std::optional<Properties>();
      }
    }
    added = add_value(root, "document", false, 0);
  }
  if (!added) {
    return fail(std::move(added).error());
  }
  return std::optional<Properties>(properties_.take());
}

Result<std::string> YamlFlattener::joined(std::string_view path, const std::string& key,
                                          Position at) {
  std::string out;
  out.reserve(path.size() + 1 + key.size());
  out = path;
  if (!path.empty() && (key.empty() || key.front() != '[')) {
    out += '.';
  }
  out += key;
  if (auto counted = meter_.add_bytes(out.size(), at); !counted) {
    return fail(std::move(counted).error());
  }
  return out;
}

// The mapping's keys as texts; of keys with one text the last value counts, at the first place.
Result<YamlFlattener::Entries> YamlFlattener::entries_of(YamlNode& node, bool in_list) {
  Entries entries;
  if (node.kind == YamlKind::mapping) {
    for (const YamlPair& pair : node.pairs) {
      if (auto added = add_entry(pair, pair.value, in_list, entries); !added) {
        return fail(std::move(added).error());
      }
    }
  } else {
    for (const YamlNode* item : node.items) {
      const YamlPair& pair = item->pairs.front();
      if (auto added = add_entry(pair, pair.value, in_list, entries); !added) {
        return fail(std::move(added).error());
      }
    }
  }
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<bool> is_kept(entries.size(), true);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto [place, is_new] = places.try_emplace(entries[i].first, i);
    if (!is_new) {
      entries[place->second].second = entries[i].second;
      is_kept[i] = false;
    }
  }
  Entries kept;
  kept.reserve(places.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_kept[i]) {
      kept.push_back(std::move(entries[i]));
    }
  }
  return kept;
}

Result<void> YamlFlattener::add_entry(const YamlPair& pair, YamlNode* value, bool in_list,
                                      Entries& entries) {
  const auto is_text = keys_.is_text(pair, !in_list);
  if (!is_text) {
    return fail(is_text.error());
  }
  if (!*is_text && in_list) {
    return unusable("a mapping inside a list has a key that is no text", pair.key->at);
  }
  auto text = keys_.text(pair);
  if (!text) {
    return fail(std::move(text).error());
  }
  entries.emplace_back(*is_text ? *std::move(text) : "[" + *text + "]", value);
  return {};
}

Result<void> YamlFlattener::add_mapping(YamlNode& node, const std::string& path, bool in_list,
                                        std::size_t depth) {
  auto entries = entries_of(node, in_list);
  if (!entries) {
    return fail(std::move(entries).error());
  }
  const std::string_view prefix = prefix_of(path);
  for (const auto& [name, value] : *entries) {
    const auto key = joined(prefix, name, value->at);
    if (!key) {
      return fail(key.error());
    }
    if (auto added = add_value(*value, *key, in_list, depth + 1); !added) {
      return added;
    }
  }
  return {};
}

Result<void> YamlFlattener::add_value(YamlNode& node, const std::string& key, bool in_list,
                                      std::size_t depth) {
  if (depth > expanded_depth_max) {
    return unusable("aliases nest deeper than " + std::to_string(expanded_depth_max) + " levels",
                    node.at);
  }
  if (auto counted = meter_.add_nodes(1, node.at); !counted) {
    return counted;
  }
  if (is_map(node)) {
    return add_mapping(node, key, in_list, depth);
  }
  switch (node.kind) {
    case YamlKind::scalar:
      return add_scalar(node, key, node.at);
    case YamlKind::sequence:
      return add_list(node, key, depth);
    case YamlKind::mapping:
      return add_set(node, key, depth);
  }
  return {};
}

Result<void> YamlFlattener::add_list(YamlNode& node, const std::string& key, std::size_t depth) {
  if (node.items.empty()) {
    properties_.put(key, std::string(), node.at);
    return {};
  }
  const std::string_view prefix = prefix_of(key);
  std::size_t index = 0;
  for (YamlNode* item : node.items) {
    const auto item_key = joined(prefix, "[" + std::to_string(index++) + "]", item->at);
    if (!item_key) {
      return fail(item_key.error());
    }
    if (auto added = add_value(*item, *item_key, true, depth + 1); !added) {
      return added;
    }
  }
  return {};
}

// The members of a set are its keys, which have no origin.
Result<void> YamlFlattener::add_set(YamlNode& node, const std::string& key, std::size_t depth) {
  if (node.pairs.empty()) {
    properties_.put(key, std::string(), {});
    return {};
  }
  const std::string_view prefix = prefix_of(key);
  std::size_t index = 0;
  for (const YamlPair& pair : node.pairs) {
    YamlNode& member = *pair.key;
    const auto member_key = joined(prefix, "[" + std::to_string(index++) + "]", member.at);
    if (!member_key) {
      return fail(member_key.error());
    }
    auto added = pair.was_built_bare ? add_scalar(member, *member_key, {})
                                     : add_value(member, *member_key, true, depth + 1);
    if (!added) {
      return added;
    }
  }
  return {};
}

Result<void> YamlFlattener::add_scalar(YamlNode& node, const std::string& key, Position at) {
  const auto value = keys_.scalar(node);
  if (!value) {
    return fail(value.error());
  }
  if (auto counted = meter_.add_bytes((*value)->java_text.size(), node.at); !counted) {
    return counted;
  }
  properties_.put(key, (*value)->value, at);
  return {};
}

}  // namespace cairn::format

// YamlBuilder: see the header.
#include "format/yaml_builder.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace cairn::format {
namespace {

Failure wrong_tag(const YamlNode& node) {
  return unusable(node.kind == YamlKind::sequence ? "a list with a tag that no list can have"
                                                  : "a mapping with a tag that no mapping can have",
                  node.at);
}

}  // namespace

Result<void> YamlBuilder::build(YamlNode& node, std::size_t depth) {
  if (depth > expanded_depth_max) {
    return unusable("aliases nest deeper than " + std::to_string(expanded_depth_max) + " levels",
                    node.at);
  }
  if (node.kind == YamlKind::scalar) {
    const auto value = keys_.scalar(node);
    return value ? Result<void>() : Result<void>(fail(value.error()));
  }
  if (node.kind == YamlKind::mapping) {
    for (YamlPair& pair : node.pairs) {
      pair.has_bare_key = pair.has_bare_key || pair.key->kind == YamlKind::scalar;
    }
  }
  if (std::exchange(node.is_built, true)) {
    return {};
  }
  return node.kind == YamlKind::sequence ? build_sequence(node, depth) : build_mapping(node, depth);
}

Result<void> YamlBuilder::build_sequence(YamlNode& node, std::size_t depth) {
  if (node.items.empty()) {
    return {};  // An empty text, whatever its tag.
  }
  if (node.tag == YamlTag::pairs) {
    return unusable("'!!pairs' has no form as properties", node.at);
  }
  if (node.tag != YamlTag::sequence && node.tag != YamlTag::ordered_mapping) {
    return wrong_tag(node);
  }
  for (YamlNode* item : node.items) {
    auto built =
        node.tag == YamlTag::sequence ? build(*item, depth + 1) : build_entry(*item, depth + 1);
    if (!built) {
      return built;
    }
  }
  return {};
}

// An entry of an ordered mapping: a mapping of one pair, which itself is never built.
Result<void> YamlBuilder::build_entry(YamlNode& node, std::size_t depth) {
  if (node.kind != YamlKind::mapping || node.pairs.size() != 1) {
    return unusable("an entry of '!!omap' that is not a mapping of one key", node.at);
  }
  if (auto built = build(*node.pairs.front().key, depth); !built) {
    return built;
  }
  return build(*node.pairs.front().value, depth);
}

Result<void> YamlBuilder::build_mapping(YamlNode& node, std::size_t depth) {
  if (node.tag != YamlTag::mapping && node.tag != YamlTag::set) {
    return wrong_tag(node);
  }
  if (auto built = build_keys(node, depth); !built) {
    return built;
  }
  if (node.has_merge) {
    Merged merged;
    if (auto done = merge_from(node, true, merged, depth); !done) {
      return done;
    }
    node.pairs = std::move(merged.pairs);
  }
  for (YamlPair& pair : node.pairs) {
    pair.was_built_bare = pair.has_bare_key;
  }
  if (node.tag == YamlTag::set) {
    return {};
  }
  for (std::size_t i = 0; i < node.pairs.size(); ++i) {
    if (auto built = build(*node.pairs[i].value, depth + 1); !built) {
      return built;
    }
  }
  return {};
}

// Builds the keys and refuses one that is there twice, compared after typing.
Result<void> YamlBuilder::build_keys(YamlNode& node, std::size_t depth) {
  std::unordered_set<std::string> seen;
  for (const YamlPair& pair : node.pairs) {
    if (pair.key->tag == YamlTag::merge) {
      continue;
    }
    if (auto built = build(*pair.key, depth + 1); !built) {
      return built;
    }
    auto identity = keys_.identity(pair);
    if (!identity) {
      return fail(std::move(identity).error());
    }
    if (seen.insert(*std::move(identity)).second) {
      continue;
    }
    const auto text = keys_.text(pair);
    return text ? unusable("mapping key " + quoted(*text) + " is given twice", pair.key->at)
                : fail(text.error());
  }
  return {};
}

// Adds the pairs of a mapping to those of the one that is built: own pairs replace merged ones in
// their place. A "<<" leaves the mapping that it was written in, as in the reference.
Result<void> YamlBuilder::merge_from(YamlNode& node, bool is_own, Merged& merged,
                                     std::size_t depth) {
  if (depth > expanded_depth_max) {
    return unusable("merges nest deeper than " + std::to_string(expanded_depth_max) + " levels",
                    node.at);
  }
  for (const YamlPair& pair : node.pairs) {
    auto done = pair.key->tag == YamlTag::merge ? merge_value(*pair.value, merged, depth)
                                                : add_merged(pair, is_own, merged, depth);
    if (!done) {
      return done;
    }
  }
  if (!is_own && node.has_merge) {
    node.pairs.erase(
        std::remove_if(node.pairs.begin(), node.pairs.end(),
                       [](const YamlPair& pair) { return pair.key->tag == YamlTag::merge; }),
        node.pairs.end());
  }
  return {};
}

Result<void> YamlBuilder::merge_value(YamlNode& value, Merged& merged, std::size_t depth) {
  if (value.kind == YamlKind::mapping) {
    return merge_from(value, false, merged, depth + 1);
  }
  if (value.kind == YamlKind::scalar) {
    return unusable("'<<' needs a mapping or a list of mappings", value.at);
  }
  for (YamlNode* item : value.items) {
    if (item->kind != YamlKind::mapping) {
      return unusable("'<<' with a list needs mappings in it", item->at);
    }
    if (auto done = merge_from(*item, false, merged, depth + 1); !done) {
      return done;
    }
  }
  return {};
}

Result<void> YamlBuilder::add_merged(const YamlPair& pair, bool is_own, Merged& merged,
                                     std::size_t depth) {
  if (auto counted = meter_.add_nodes(1, pair.key->at); !counted) {
    return counted;
  }
  if (auto built = build(*pair.key, depth + 1); !built) {
    return built;
  }
  auto identity = keys_.identity(pair);
  if (!identity) {
    return fail(std::move(identity).error());
  }
  const auto [place, is_new] = merged.places.try_emplace(*std::move(identity), merged.pairs.size());
  if (is_new) {
    merged.pairs.push_back(pair);
  } else if (is_own) {
    merged.pairs[place->second] = pair;
  }
  return {};
}

}  // namespace cairn::format

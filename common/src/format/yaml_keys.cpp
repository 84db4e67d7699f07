// YamlKeys: see the header.
#include "format/yaml_keys.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cairn::format {
namespace {

// The type and the exact value; a double by its bits, as Java compares doubles in keys.
std::string identity_of(const YamlScalar& scalar) {
  std::string out(1, static_cast<char>('a' + static_cast<int>(scalar.type)));
  if (const auto* number = std::get_if<double>(&scalar.value)) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, number, sizeof bits);
    return out + std::to_string(bits);
  }
  return out + scalar.java_text;
}

// Kept behind an origin, a null is an empty text.
const std::string& text_with_origin(const YamlScalar& scalar) {
  static const std::string empty;
  return scalar.type == JavaType::null ? empty : scalar.java_text;
}

void add_part(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

bool is_empty_list(const YamlNode& node) {
  return node.kind == YamlKind::sequence && node.items.empty();
}

// The items of what stays a list.
const std::vector<YamlNode*>& items_of(const YamlNode& node) {
  static const std::vector<YamlNode*> none;
  return is_map(node) ? none : node.items;
}

}  // namespace

Result<const YamlScalar*> YamlKeys::scalar(YamlNode& node) {
  if (!node.scalar) {
    auto read = read_scalar(node.tag, node.text, node.at);
    if (!read) {
      return fail(std::move(read).error());
    }
    node.scalar = *std::move(read);
  }
  return &*node.scalar;
}

Result<void> YamlKeys::count(std::size_t bytes, Position at, std::size_t depth) {
  if (depth > expanded_depth_max) {
    return unusable("aliases nest deeper than " + std::to_string(expanded_depth_max) + " levels",
                    at);
  }
  if (auto nodes = meter_.add_nodes(1, at); !nodes) {
    return nodes;
  }
  return meter_.add_bytes(bytes, at);
}

Result<std::string> YamlKeys::identity(const YamlPair& pair, bool is_bare, std::size_t depth) {
  if (is_bare) {
    const auto value = scalar(*pair.key);
    if (!value) {
      return fail(value.error());
    }
    return identity_of(**value);
  }
  std::string out;
  if (auto added = add_identity(*pair.key, out, depth); !added) {
    return fail(std::move(added).error());
  }
  return out;
}

// The pairs of a mapping or a set. Those of an ordered mapping stand in its items; of equal keys
// the first one's place and the last one's value count.
Result<std::vector<YamlPair>> YamlKeys::pairs_of(const YamlNode& node, std::size_t depth) {
  if (node.kind == YamlKind::mapping || !is_map(node)) {
    return node.pairs;
  }
  std::vector<YamlPair> pairs;
  std::unordered_map<std::string, std::size_t> places;
  for (const YamlNode* item : node.items) {
    const YamlPair& pair = item->pairs.front();
    auto key = identity(pair, pair.was_built_bare, depth + 1);
    if (!key) {
      return fail(std::move(key).error());
    }
    const auto [place, is_new] = places.try_emplace(*std::move(key), pairs.size());
    if (is_new) {
      pairs.push_back(pair);
    } else {
      pairs[place->second].value = pair.value;
    }
  }
  return pairs;
}

Result<void> YamlKeys::add_identity(YamlNode& node, std::string& out, std::size_t depth) {
  const std::size_t before = out.size();
  if (node.kind == YamlKind::scalar) {
    const auto value = scalar(node);
    if (!value) {
      return fail(value.error());
    }
    out += '@';
    out += (*value)->type == JavaType::null ? identity_of({JavaType::text, std::string(), ""})
                                            : identity_of(**value);
    return count(out.size() - before, node.at, depth);
  }
  if (is_empty_list(node)) {
    out += '@' + identity_of({JavaType::text, std::string(), ""});
    return count(out.size() - before, node.at, depth);
  }
  const auto pairs = pairs_of(node, depth);
  if (!pairs) {
    return fail(pairs.error());
  }
  const bool is_list = node.kind == YamlKind::sequence && !is_map(node);
  std::vector<std::string> parts;
  for (YamlNode* item : items_of(node)) {
    if (auto added = add_identity(*item, parts.emplace_back(), depth + 1); !added) {
      return added;
    }
  }
  for (const YamlPair& pair : *pairs) {
    auto key = identity(pair, pair.was_built_bare, depth + 1);
    if (!key) {
      return fail(std::move(key).error());
    }
    std::string part;
    add_part(part, *key);
    if (node.tag != YamlTag::set) {
      if (auto added = add_identity(*pair.value, part, depth + 1); !added) {
        return added;
      }
    }
    parts.push_back(std::move(part));
  }
  if (!is_list) {
    std::sort(parts.begin(), parts.end());
  }
  out += is_list ? '[' : node.tag == YamlTag::set ? '<' : '{';
  for (const std::string& part : parts) {
    add_part(out, part);
  }
  return count(out.size() - before, node.at, depth);
}

Result<bool> YamlKeys::is_text(const YamlPair& pair, bool or_with_origin) {
  if (!pair.was_built_bare && !or_with_origin) {
    return false;
  }
  if (pair.key->kind != YamlKind::scalar) {
    return is_empty_list(*pair.key);
  }
  const auto value = scalar(*pair.key);
  if (!value) {
    return fail(value.error());
  }
  return (*value)->type == JavaType::text ||
         (!pair.was_built_bare && (*value)->type == JavaType::null);
}

Result<std::string> YamlKeys::text(const YamlPair& pair) {
  std::string out;
  if (auto added = add_key_text(pair, out, 0); !added) {
    return fail(std::move(added).error());
  }
  return out;
}

Result<void> YamlKeys::add_key_text(const YamlPair& pair, std::string& out, std::size_t depth) {
  if (!pair.was_built_bare) {
    return add_text(*pair.key, out, depth);
  }
  const auto value = scalar(*pair.key);
  if (!value) {
    return fail(value.error());
  }
  out += (*value)->java_text;
  return meter_.add_bytes((*value)->java_text.size(), pair.key->at);
}

Result<void> YamlKeys::add_text(YamlNode& node, std::string& out, std::size_t depth) {
  if (node.kind == YamlKind::scalar) {
    const auto value = scalar(node);
    if (!value) {
      return fail(value.error());
    }
    out += text_with_origin(**value);
    return count(text_with_origin(**value).size(), node.at, depth);
  }
  if (auto counted = count(2, node.at, depth); !counted || is_empty_list(node)) {
    return counted;
  }
  const auto pairs = pairs_of(node, depth);
  if (!pairs) {
    return fail(pairs.error());
  }
  const bool is_list = !is_map(node);
  out += is_list ? '[' : '{';
  std::string_view separator;
  for (YamlNode* item : items_of(node)) {
    out += std::exchange(separator, ", ");
    if (auto added = add_text(*item, out, depth + 1); !added) {
      return added;
    }
  }
  for (const YamlPair& pair : *pairs) {
    out += std::exchange(separator, ", ");
    if (auto added = add_key_text(pair, out, depth + 1); !added) {
      return added;
    }
    if (!is_list) {
      out += '=';
      if (auto added = add_text(*pair.value, out, depth + 1); !added) {
        return added;
      }
    }
  }
  out += is_list ? ']' : '}';
  return {};
}

}  // namespace cairn::format

// The slow model of merging and nesting: see the header.
#include "support/reference_merge.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace cairn::testing {
namespace {

using Step = std::variant<std::string, std::size_t>;  // a name in a map, an index in a list
using Path = std::vector<Step>;

constexpr std::size_t index_max = 50;
constexpr std::size_t steps_max = 40;

std::string group_of(const std::string& key) {
  return key.substr(0, key.find('['));
}

bool is_in_group(const std::string& key, const std::string& group) {
  return key.find('[') != std::string::npos && group_of(key) == group;
}

// nullopt for a key that is not regular.
std::optional<Path> path_of(std::string_view key) {
  Path path;
  for (;;) {
    const std::size_t end = std::min(key.find_first_of(".[]"), key.size());
    if (end == 0) {
      return std::nullopt;
    }
    path.emplace_back(std::string(key.substr(0, end)));
    key.remove_prefix(end);
    while (!key.empty() && key.front() == '[') {
      const std::size_t close = key.find_first_not_of("0123456789", 1);
      if (close < 2 || close > 4 || close == std::string_view::npos || key[close] != ']') {
        return std::nullopt;
      }
      const std::size_t index = std::stoul(std::string(key.substr(1, close - 1)));
      if (index > index_max) {
        return std::nullopt;
      }
      path.emplace_back(index);
      key.remove_prefix(close + 1);
    }
    if (key.empty()) {
      return path.size() <= steps_max ? std::optional(path) : std::nullopt;
    }
    if (key.front() != '.') {
      return std::nullopt;
    }
    key.remove_prefix(1);
  }
}

// Puts the value at the end of the path; false when something of another shape is in the way.
bool place(ReferenceTree& tree, const Path& path, std::size_t depth, const Value& value) {
  const bool is_new = std::holds_alternative<std::monostate>(tree.content);
  if (depth == path.size()) {
    if (is_new) {
      tree.content = value;
    }
    return is_new;
  }
  if (const auto* name = std::get_if<std::string>(&path[depth])) {
    if (is_new) {
      tree.content = ReferenceTree::Map();
    }
    auto* map = std::get_if<ReferenceTree::Map>(&tree.content);
    if (map == nullptr) {
      return false;
    }
    auto member = std::find_if(map->begin(), map->end(),
                               [name](const auto& entry) { return entry.key == *name; });
    if (member == map->end()) {
      member = map->insert(member, {*name, ReferenceTree()});
    }
    return place(member->value, path, depth + 1, value);
  }
  if (is_new) {
    tree.content = ReferenceTree::List();
  }
  auto* list = std::get_if<ReferenceTree::List>(&tree.content);
  if (list == nullptr) {
    return false;
  }
  const std::size_t index = std::get<std::size_t>(path[depth]);
  list->resize(std::max(list->size(), index + 1));
  return place((*list)[index], path, depth + 1, value);
}

// The first key that is irregular or clashes with one before it.
std::optional<std::string> first_in_the_way(const Properties& properties) {
  ReferenceTree root;
  for (const Property& property : properties) {
    const auto path = path_of(property.key);
    if (!path || !place(root, *path, 0, property.value)) {
      return property.key;
    }
  }
  return std::nullopt;
}

}  // namespace

Properties merged(const Environment& environment) {
  std::vector<std::string> plain;   // keys
  std::vector<std::string> groups;  // texts before '['
  for (auto source = environment.sources.rbegin(); source != environment.sources.rend(); ++source) {
    for (const Property& property : *source->properties) {
      const bool is_plain = property.key.find('[') == std::string::npos;
      std::vector<std::string>& names = is_plain ? plain : groups;
      const std::string name = group_of(property.key);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        names.push_back(name);
      }
    }
  }
  Properties out;
  // The matching properties of the highest source that has any.
  const auto add = [&environment, &out](auto matches) {
    for (const PropertySource& source : environment.sources) {
      const auto before = out.size();
      std::copy_if(source.properties->begin(), source.properties->end(), std::back_inserter(out),
                   matches);
      if (out.size() != before) {
        return;
      }
    }
  };
  for (const std::string& key : plain) {
    if (key != "spring.profiles") {
      add([&key](const Property& property) { return property.key == key; });
    }
  }
  for (const std::string& group : groups) {
    add([&group](const Property& property) { return is_in_group(property.key, group); });
  }
  return out;
}

std::optional<ReferenceTree> nested(const Properties& properties) {
  if (first_in_the_way(properties)) {
    return std::nullopt;
  }
  ReferenceTree root;
  root.content = ReferenceTree::Map();
  for (const Property& property : properties) {
    place(root, *path_of(property.key), 0, property.value);
  }
  return root;
}

Environment with_nesting_keys(const Environment& environment) {
  Environment out = environment;
  // Without a key, others may come to light that a higher source hid.
  while (const auto key = first_in_the_way(merged(out))) {
    out = without(out, {*key});
  }
  return out;
}

bool is_regular(const std::string& key) {
  return path_of(key).has_value();
}

const ReferenceTree* find(const ReferenceTree& root, const std::string& key) {
  const ReferenceTree* at = &root;
  const Path path = path_of(key).value();
  for (const Step& step : path) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      const auto* map = std::get_if<ReferenceTree::Map>(&at->content);
      if (map == nullptr) {
        return nullptr;
      }
      const auto member = std::find_if(map->begin(), map->end(),
                                       [name](const auto& entry) { return entry.key == *name; });
      if (member == map->end()) {
        return nullptr;
      }
      at = &member->value;
    } else {
      const auto* list = std::get_if<ReferenceTree::List>(&at->content);
      const std::size_t index = std::get<std::size_t>(step);
      if (list == nullptr || index >= list->size()) {
        return nullptr;
      }
      at = &(*list)[index];
    }
  }
  return at;
}

Environment without(const Environment& environment, const std::set<std::string>& keys) {
  Environment out = environment;
  for (PropertySource& source : out.sources) {
    Properties kept;
    std::copy_if(source.properties->begin(), source.properties->end(), std::back_inserter(kept),
                 [&keys](const Property& property) { return keys.count(property.key) == 0; });
    source.properties = std::make_shared<const Properties>(std::move(kept));
  }
  return out;
}

}  // namespace cairn::testing

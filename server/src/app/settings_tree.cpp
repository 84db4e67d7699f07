// See settings_tree.hpp.
#include "app/settings_tree.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/hidden_memory.hpp"
#include "base/text.hpp"
#include "values/java_number.hpp"
#include "values/placeholders.hpp"

namespace cairn::app {
namespace {

using values::RelaxedName;

std::string upper_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

}  // namespace

SettingsTree::SettingsTree(std::vector<SettingsSource> sources,
                           std::vector<std::string> active_profiles,
                           std::vector<std::string> looked_at, std::vector<std::string> environment)
    : sources_(std::move(sources)),
      active_profiles_(std::move(active_profiles)),
      looked_at_(std::move(looked_at)),
      environment_(std::move(environment)) {
  for (const SettingsSource& source : sources_) {
    Index index;
    for (std::size_t i = 0; i < source.entries.size(); ++i) {
      const SettingEntry& entry = source.entries[i];
      index[source.environment ? upper_case(entry.written) : entry.name.canonical()] = i;
    }
    indexes_.push_back(std::move(index));
  }
}

const SettingEntry* SettingsTree::find_in(std::size_t source, std::string_view name) const {
  const auto entry_at = [&](const std::string& key) -> const SettingEntry* {
    const auto found = indexes_[source].find(key);
    return found == indexes_[source].end() ? nullptr : &sources_[source].entries[found->second];
  };
  if (!sources_[source].environment) {
    return entry_at(values::canonical_name(name));
  }
  for (const std::string& variable : values::variables_of_name(name)) {
    if (const SettingEntry* entry = entry_at(variable)) {
      return entry;
    }
  }
  return nullptr;
}

const SettingEntry* SettingsTree::find(std::string_view name) const {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    if (const SettingEntry* entry = find_in(i, name)) {
      return entry;
    }
  }
  return nullptr;
}

Result<std::string> SettingsTree::resolve(std::string_view text, bool keep_unknown) const {
  if (text.find("${") == std::string_view::npos) {
    return std::string(text);
  }
  const auto lookup = [this](std::string_view key) -> std::optional<std::string> {
    const SettingEntry* entry = find(key);
    return entry != nullptr ? std::optional(value_text(entry->value)) : std::nullopt;
  };
  return keep_unknown
             ? values::PlaceholderResolver(lookup, values::own_value_limits).resolve_text(text)
             : values::resolve_own_value(text, lookup);
}

Result<Setting> SettingsTree::resolved(const SettingEntry& entry) const {
  auto text = resolve(value_text(entry.value), false);
  if (!text) {
    Error error = std::move(text).error();
    error.origin = entry.origin;
    return fail(std::move(error), entry.written);
  }
  return Setting{entry.written, *std::move(text), entry.origin, entry.was_encrypted};
}

Result<std::optional<Setting>> SettingsTree::get(std::string_view name) const {
  const SettingEntry* entry = find(name);
  if (entry == nullptr) {
    return std::optional<Setting>();
  }
  auto setting = resolved(*entry);
  if (!setting) {
    return fail(std::move(setting).error());
  }
  return std::optional<Setting>(*std::move(setting));
}

Result<std::optional<std::vector<Setting>>> SettingsTree::list(std::string_view name) const {
  for (std::size_t source = 0; source < sources_.size(); ++source) {
    std::vector<Setting> items;
    if (const SettingEntry* entry = find_in(source, name)) {
      auto whole = resolved(*entry);
      if (!whole) {
        return fail(std::move(whole).error());
      }
      for (const std::string_view part : base::split(whole->text, ',')) {
        const std::string_view item = base::trim(part);
        if (!item.empty()) {
          items.push_back({whole->name, std::string(item), whole->origin});
        }
      }
      return std::optional(std::move(items));
    }
    for (;;) {
      const SettingEntry* entry =
          find_in(source, std::string(name) + "[" + std::to_string(items.size()) + "]");
      if (entry == nullptr) {
        break;
      }
      auto item = resolved(*entry);
      if (!item) {
        return fail(std::move(item).error());
      }
      items.push_back(*std::move(item));
    }
    if (!items.empty()) {
      return std::optional(std::move(items));
    }
  }
  return std::optional<std::vector<Setting>>();
}

std::vector<SettingsTree::Member> SettingsTree::members(std::string_view name) const {
  const RelaxedName prefix = RelaxedName::parse(name);
  const std::size_t depth = prefix.elements().size();
  std::vector<Member> found;
  std::unordered_set<std::string> seen;
  for (const SettingsSource& source : sources_) {
    for (const SettingEntry& entry : source.entries) {
      if (entry.name.elements().size() > depth && entry.name.starts_with(prefix)) {
        std::string id = entry.name.map_key_at(depth);
        if (!id.empty() && seen.insert(id).second) {
          std::string full(name);
          if (entry.name.elements()[depth].index) {
            full.append("[").append(id).append("]");
          } else {
            full.append(".").append(id);
          }
          found.push_back({std::move(id), std::move(full)});
        }
      }
    }
  }
  return found;
}

std::vector<SettingsTree::Below> SettingsTree::below(std::string_view name) const {
  const RelaxedName prefix = RelaxedName::parse(name);
  const std::size_t depth = prefix.elements().size();
  std::vector<Below> values;
  std::unordered_map<std::string, std::size_t> seen;
  for (const SettingsSource& source : sources_) {
    const std::size_t first_of_source = values.size();
    for (const SettingEntry& entry : source.entries) {
      if (entry.name.elements().size() <= depth || !entry.name.starts_with(prefix)) {
        continue;
      }
      std::string key = entry.name.map_key(depth);
      Value value = entry.value;
      if (auto* text = std::get_if<std::string>(&value)) {
        *text = resolve(*text, true).value_or(*text);
      }
      const auto [found, is_new] = seen.emplace(key, values.size());
      if (is_new) {
        values.push_back({std::move(key), std::move(value), entry.origin});
      } else if (found->second >= first_of_source) {  // within one source the last counts
        values[found->second].value = std::move(value);
        values[found->second].origin = entry.origin;
      }
    }
  }
  return values;
}

Result<SettingsTree> SettingsTree::opened(const Open& open) const {
  SettingsTree copy = *this;
  for (SettingsSource& source : copy.sources_) {
    for (SettingEntry& entry : source.entries) {
      auto value = open(entry, source.environment);
      if (!value) {
        return fail(std::move(value).error());
      }
      if (*value) {
        entry.value = **std::move(value);
        entry.was_encrypted = true;
      }
    }
  }
  return copy;
}

void SettingsTree::wipe() {
  for (SettingsSource& source : sources_) {
    for (SettingEntry& entry : source.entries) {
      if (auto* text = std::get_if<std::string>(&entry.value)) {
        base::wipe(*text);
      }
    }
  }
  for (std::string& pair : environment_) {
    base::wipe(pair);
  }
}

std::optional<std::string> SettingsTree::variable(std::string_view name) const {
  for (const std::string& pair : environment_) {
    if (pair.size() > name.size() + 1 && pair.compare(0, name.size(), name) == 0 &&
        pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
  }
  return std::nullopt;
}

}  // namespace cairn::app

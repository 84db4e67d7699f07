// SettingsTree: the property sources of the server itself, the most important first: arguments,
// SPRING_APPLICATION_JSON, environment variables, files of active profiles, plain files. Values are
// found by relaxed name, with their origin, and with ${placeholders} resolved from the same tree.
//
// load_settings_tree() in settings_files.hpp fills one.
//
// Thread-safety: immutable once made; share freely.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"
#include "values/relaxed_name.hpp"
#include "values/value_text.hpp"

namespace cairn::app {

// One value of one source, as written. `origin.file` is a path, or "environment variable X", or
// "argument --x".
struct SettingEntry {
  values::RelaxedName name;
  std::string written;  // the name as written
  Value value;
  Origin origin;
  bool was_encrypted = false;  // the value is never shown
};

struct SettingsSource {
  std::vector<SettingEntry> entries;  // in order; of equal names the last counts
  bool environment = false;           // names are those of environment variables
};

// A value that was found, as text, placeholders resolved.
struct Setting {
  std::string name;  // as written
  std::string text;
  Origin origin;
  bool was_encrypted = false;
};

using values::value_text;

class SettingsTree {
 public:
  SettingsTree() = default;
  // `sources`: the most important first. `looked_at`: where files were looked for, for
  // messages.
  SettingsTree(std::vector<SettingsSource> sources, std::vector<std::string> active_profiles,
               std::vector<std::string> looked_at, std::vector<std::string> environment);

  // The entry that decides; null when no source has the name.
  [[nodiscard]] const SettingEntry* find(std::string_view name) const;

  // The value of `name`. Errors: invalid_argument, with the origin, when it holds a placeholder
  // that has no value and no default, or that leads back to itself.
  [[nodiscard]] Result<std::optional<Setting>> get(std::string_view name) const;

  // A list: "a,b" or name[0], name[1] of the most important source that has either. Blanks around
  // the parts of a comma list are dropped. nullopt when no source has it. Errors: as get.
  [[nodiscard]] Result<std::optional<std::vector<Setting>>> list(std::string_view name) const;

  // The members of a map: for "repos" those of repos.team.uri and repos[a.b].uri, which are "team"
  // and "a.b"; each once, those of the most important source first.
  struct Member {
    std::string id;
    std::string name;  // to look up what is below: "repos.team", "repos[a.b]"
  };
  [[nodiscard]] std::vector<Member> members(std::string_view name) const;

  // The values below `name` as a flat map. Keys are the rest of the name as in Spring
  // (RelaxedName::map_key), each once; values keep placeholders that have no value.
  struct Below {
    std::string key;
    Value value;  // of a text: placeholders resolved
    Origin origin;
  };
  [[nodiscard]] std::vector<Below> below(std::string_view name) const;

  // Resolves the placeholders of a text. Unknown ones stay when `keep_unknown`. Errors: as get.
  [[nodiscard]] Result<std::string> resolve(std::string_view text, bool keep_unknown) const;

  // A copy in which `open` replaced values, which count as encrypted ones then; nullopt keeps a
  // value. Errors: the first one of `open`.
  using Open = std::function<Result<std::optional<std::string>>(const SettingEntry& entry,
                                                                bool environment)>;
  [[nodiscard]] Result<SettingsTree> opened(const Open& open) const;

  // Wipes every value; nothing can be read any more.
  void wipe();

  [[nodiscard]] const std::vector<SettingsSource>& sources() const { return sources_; }
  [[nodiscard]] const std::vector<std::string>& active_profiles() const { return active_profiles_; }
  [[nodiscard]] const std::vector<std::string>& looked_at() const { return looked_at_; }
  // The value of an environment variable; nullopt when it is not set or empty.
  [[nodiscard]] std::optional<std::string> variable(std::string_view name) const;

 private:
  // Finds entries of one source by canonical name, or by the name of a variable.
  using Index = std::unordered_map<std::string, std::size_t>;

  [[nodiscard]] const SettingEntry* find_in(std::size_t source, std::string_view name) const;
  [[nodiscard]] Result<Setting> resolved(const SettingEntry& entry) const;

  std::vector<SettingsSource> sources_;
  std::vector<Index> indexes_;  // as sources_
  std::vector<std::string> active_profiles_;
  std::vector<std::string> looked_at_;
  std::vector<std::string> environment_;
};

}  // namespace cairn::app

// See settings_files.hpp. The files are walked twice: first without profiles, to learn which are
// active, then with them.
#include "app/settings_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>

#include "app/settings_location.hpp"
#include "app/settings_profiles.hpp"
#include "app/settings_sources.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "format/document.hpp"
#include "resolve/control_keys.hpp"
#include "values/profile_expression.hpp"
#include "values/profile_name.hpp"

namespace cairn::app {
namespace {

using Parsed = std::shared_ptr<const format::ParsedFile>;
using Profiles = std::vector<std::string>;

constexpr std::size_t files_max = 256;  // of one start, imports included

class Loader {
 public:
  explicit Loader(const SettingsInput& input) : input_(input) {}

  Result<SettingsTree> load();

 private:
  struct Document {
    const Properties* properties;
    std::string path;
  };
  struct Walk {
    const Profiles* profiles = nullptr;  // null: not known yet
    std::vector<Document> documents;     // the least important first
    std::set<std::string> visited;
    std::vector<SettingsLocation> imports;  // seen so far, for their variants of profiles
  };
  using Group = std::vector<SettingsLocation>;  // places that share the order of profiles

  Result<void> read_base();
  [[nodiscard]] SettingsTree tree_of(const std::vector<Document>& documents, Profiles profiles);
  Result<std::vector<Group>> find_groups();
  Result<void> add_groups(std::string_view setting, std::vector<Group>& groups);
  Result<Walk> walk(const std::vector<Group>& groups, const Profiles* profiles);
  void note_looked_at(const std::string& path);
  Result<void> add_place(Walk& walk, const SettingsLocation& place, std::string_view profile);
  // False when there is no such file.
  Result<bool> add_file(Walk& walk, const std::string& path, bool of_profile);
  // Null when there is no such file.
  Result<Parsed> parse_file(const std::string& path);
  Result<void> add_document(Walk& walk, const Properties& properties, const std::string& path,
                            bool of_profile);
  Result<void> add_imports(Walk& walk, const resolve::ControlKeys& keys, const std::string& path);
  // nullopt: it depends on profiles that are not known yet.
  Result<std::optional<bool>> applies(const Walk& walk, const resolve::ControlKeys& keys);
  [[nodiscard]] resolve::ResolveText resolver() const;

  const SettingsInput& input_;
  std::vector<SettingsSource> base_;  // arguments, JSON, environment
  SettingsTree known_;                // what placeholders in control keys see: grows with the walks
  Profiles names_;                    // spring.config.name
  std::map<std::string, Parsed> parsed_;
  std::vector<std::string> looked_at_;
};

Result<SettingsTree> Loader::load() {
  if (auto read = read_base(); !read) {
    return fail(std::move(read).error());
  }
  auto groups = find_groups();
  if (!groups) {
    return fail(std::move(groups).error());
  }
  auto first = walk(*groups, nullptr);
  if (!first) {
    return fail(std::move(first).error());
  }
  known_ = tree_of(first->documents, {});
  auto profiles = find_active_profiles(known_);
  if (!profiles) {
    return fail(std::move(profiles).error());
  }
  auto second = walk(*groups, &*profiles);
  if (!second) {
    return fail(std::move(second).error());
  }
  return tree_of(second->documents, *profiles);
}

Result<void> Loader::read_base() {
  base_.push_back(source_of_arguments(input_));
  for (const std::string& pair : input_.environment) {
    if (pair.compare(0, json_variable.size() + 1, std::string(json_variable) + "=") != 0) {
      continue;
    }
    const std::string file = "environment variable " + std::string(json_variable);
    auto parsed = format::parse(format::Kind::yaml, pair.substr(json_variable.size() + 1));
    if (!parsed) {
      return fail_in_file(std::move(parsed).error(), file);
    }
    for (const auto& document : (*parsed)->documents) {
      base_.push_back(source_of(*document, file));
    }
  }
  base_.push_back(source_of_environment(input_));
  known_ = tree_of({}, {});
  return {};
}

SettingsTree Loader::tree_of(const std::vector<Document>& documents, Profiles profiles) {
  std::vector<SettingsSource> sources = base_;
  for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
    sources.push_back(source_of(*document->properties, document->path));
  }
  return SettingsTree(std::move(sources), std::move(profiles), looked_at_, input_.environment);
}

Result<void> Loader::add_groups(std::string_view setting, std::vector<Group>& groups) {
  auto places = known_.list(setting);
  if (!places) {
    return fail(std::move(places).error());
  }
  for (const Setting& place : places->value_or(std::vector<Setting>())) {
    Group group;
    for (const std::string_view text : base::split(place.text, ';')) {
      auto location = parse_settings_location(text, input_.directory, place.origin);
      if (!location) {
        return fail(std::move(location).error(), setting);
      }
      if (*location) {
        group.push_back(**std::move(location));
      }
    }
    groups.push_back(std::move(group));
  }
  return {};
}

Result<std::vector<Loader::Group>> Loader::find_groups() {
  auto names = known_.list("spring.config.name");
  if (!names) {
    return fail(std::move(names).error());
  }
  for (const Setting& name : names->value_or(std::vector<Setting>())) {
    names_.push_back(name.text);
  }
  if (names_.empty()) {
    names_.emplace_back("application");
  }
  std::vector<Group> groups;
  if (known_.find("spring.config.location") == nullptr &&
      known_.find("spring.config.location[0]") == nullptr) {
    Group usual;
    for (const std::string& directory :
         {input_.system_directory, input_.directory, join_path(input_.directory, "config")}) {
      usual.push_back({directory, true, true, {}});
    }
    groups.push_back(std::move(usual));
  } else if (auto added = add_groups("spring.config.location", groups); !added) {
    return fail(std::move(added).error());
  }
  if (auto added = add_groups("spring.config.additional-location", groups); !added) {
    return fail(std::move(added).error());
  }
  return groups;
}

Result<Loader::Walk> Loader::walk(const std::vector<Group>& groups, const Profiles* profiles) {
  Walk walk;
  walk.profiles = profiles;
  for (const Group& group : groups) {
    for (const SettingsLocation& place : group) {
      if (auto added = add_place(walk, place, ""); !added) {
        return fail(std::move(added).error());
      }
    }
  }
  if (profiles == nullptr) {
    return walk;
  }
  std::vector<Group> with_imports = groups;
  with_imports.push_back(walk.imports);
  for (const Group& group : with_imports) {
    for (const std::string& profile : *profiles) {
      for (const SettingsLocation& place : group) {
        if (auto added = add_place(walk, place, profile); !added) {
          return fail(std::move(added).error());
        }
      }
    }
  }
  return walk;
}

Result<void> Loader::add_place(Walk& walk, const SettingsLocation& place,
                               std::string_view profile) {
  const bool must_exist = !place.optional && profile.empty();
  std::error_code problem;
  if (must_exist && place.directory && !std::filesystem::is_directory(place.path, problem)) {
    return fail(ErrorCode::not_found, "the settings directory '" + place.path + "' does not exist",
                place.origin);
  }
  if (profile.empty()) {
    note_looked_at(place.directory ? join_path(place.path, names_.front() + ".yml") : place.path);
  }
  for (const std::string& file : files_of(place, names_, profile)) {
    const auto found = add_file(walk, file, !profile.empty());
    if (!found) {
      return fail(found.error());
    }
    if (!*found && must_exist && !place.directory) {
      return fail(ErrorCode::not_found, "the settings file '" + file + "' does not exist",
                  place.origin);
    }
  }
  return {};
}

void Loader::note_looked_at(const std::string& path) {
  if (std::find(looked_at_.begin(), looked_at_.end(), path) == looked_at_.end()) {
    looked_at_.push_back(path);
  }
}

Result<bool> Loader::add_file(Walk& walk, const std::string& path, bool of_profile) {
  if (walk.visited.count(path) != 0) {
    return true;
  }
  auto parsed = parse_file(path);
  if (!parsed) {
    return fail(std::move(parsed).error());
  }
  if (*parsed == nullptr) {
    return false;
  }
  if (walk.visited.size() >= files_max) {
    return fail(ErrorCode::resource_exhausted,
                "more than " + std::to_string(files_max) + " settings files", {path, {}});
  }
  walk.visited.insert(path);
  for (const auto& document : (*parsed)->documents) {
    if (auto added = add_document(walk, *document, path, of_profile); !added) {
      return fail(std::move(added).error());
    }
  }
  return true;
}

Result<Parsed> Loader::parse_file(const std::string& path) {
  const auto known = parsed_.find(path);
  if (known != parsed_.end()) {
    return known->second;
  }
  auto bytes = base::read_file(path, format::Budget{}.file_bytes_max);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::not_found) {
      return Parsed();
    }
    return fail_in_file(std::move(bytes).error(), path);
  }
  const auto kind = settings_kind(path);
  if (!kind) {
    return fail(ErrorCode::invalid_argument,
                "settings are read from .yml, .yaml, .properties, .xml and .json only", {path, {}});
  }
  auto parsed = format::parse(*kind, *bytes);
  if (!parsed) {
    return fail_in_file(std::move(parsed).error(), path);
  }
  parsed_.emplace(path, *parsed);
  return parsed;
}

resolve::ResolveText Loader::resolver() const {
  return [this](const std::string& text) { return known_.resolve(text, true); };
}

Result<std::optional<bool>> Loader::applies(const Walk& walk, const resolve::ControlKeys& keys) {
  auto platform = keys.text("spring.config.activate.oncloudplatform", resolver());
  if (!platform) {
    return fail(std::move(platform).error());
  }
  if (*platform) {
    const SettingEntry* own = known_.find("cairn.cloud-platform");
    own = own != nullptr ? own : known_.find("spring.main.cloud-platform");
    const std::string here = own == nullptr ? std::string() : value_text(own->value);
    if (values::canonical_name(**platform) != values::canonical_name(here)) {
      return std::optional(false);
    }
  }
  auto conditions = keys.list("spring.config.activate.onprofile", resolver());
  if (!conditions) {
    return fail(std::move(conditions).error());
  }
  if (!*conditions) {
    return std::optional(true);
  }
  auto holds = values::holds_for((*conditions)->items,
                                 walk.profiles == nullptr ? Profiles() : *walk.profiles);
  if (!holds) {
    Error error = std::move(holds).error();
    error.origin.at = (*conditions)->at;
    return fail(std::move(error));
  }
  return walk.profiles == nullptr ? std::optional<bool>() : std::optional(*holds);
}

Result<void> Loader::add_document(Walk& walk, const Properties& properties, const std::string& path,
                                  bool of_profile) {
  const resolve::ControlKeys keys(properties);
  auto active = applies(walk, keys);
  if (!active) {
    return fail_in_file(std::move(active).error(), path);
  }
  if (!active->value_or(false)) {
    return {};
  }
  const bool conditional = of_profile || keys.find("spring.config.activate.onprofile") != nullptr ||
                           keys.find("spring.config.activate.onprofile[0]") != nullptr;
  for (const resolve::ControlKey& key : keys.all()) {
    const std::string& name = key.name.canonical();
    if (conditional && (name.rfind("spring.profiles.active", 0) == 0 ||
                        name.rfind("spring.profiles.include", 0) == 0 ||
                        name.rfind("spring.profiles.default", 0) == 0)) {
      return fail(ErrorCode::invalid_argument,
                  key.property->key + ": not allowed where profiles decide whether it is read",
                  {path, key.property->at});
    }
  }
  walk.documents.push_back({&properties, path});
  return add_imports(walk, keys, path);
}

Result<void> Loader::add_imports(Walk& walk, const resolve::ControlKeys& keys,
                                 const std::string& path) {
  auto imports = keys.list("spring.config.import", resolver());
  if (!imports) {
    return fail_in_file(std::move(imports).error(), path);
  }
  if (!*imports) {
    return {};
  }
  const std::size_t slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  for (const std::string& text : (*imports)->items) {
    if (walk.profiles == nullptr && text.find("${") != std::string::npos) {
      continue;  // what it needs may stand in a file not read yet; the second walk insists
    }
    auto place = parse_settings_location(text, directory, {path, (*imports)->at});
    if (!place) {
      return fail(std::move(place).error(), "spring.config.import");
    }
    if (!*place) {
      continue;
    }
    if (walk.profiles != nullptr) {
      walk.imports.push_back(**place);
    }
    if (auto added = add_place(walk, **place, ""); !added) {
      return added;
    }
  }
  return {};
}

}  // namespace

Result<SettingsTree> load_settings_tree(const SettingsInput& input) {
  return Loader(input).load();
}

}  // namespace cairn::app

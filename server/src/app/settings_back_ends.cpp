// See settings_back_ends.hpp.
#include "app/settings_back_ends.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "app/settings_git.hpp"
#include "base/text.hpp"
#include "cairn/label.hpp"

namespace cairn::app {
namespace {

const std::string server = "spring.cloud.config.server.";

struct Ordered {
  std::int64_t order = 0;
  BackEndSettings back_end;
};

bool starts_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// The path of a location: "optional:" and "file:" taken off, made absolute.
std::string path_of(std::string location) {
  for (const std::string_view prefix : {"optional:", "file:"}) {
    if (starts_with(location, prefix)) {
      location.erase(0, prefix.size());
    }
  }
  if (starts_with(location, "//")) {
    location.erase(0, location.find_first_not_of('/') == std::string::npos
                          ? location.size() - 1
                          : location.find_first_not_of('/') - 1);
  }
  std::error_code failed;
  const auto absolute = std::filesystem::absolute(location, failed);
  return failed ? location : absolute.string();
}

void read_location(const std::string& written, SettingsReader& reader, const std::string& name,
                   NativeSettings& settings) {
  const bool optional = starts_with(written, "optional:");
  const std::string bare = optional ? written.substr(std::string("optional:").size()) : written;
  const std::size_t colon = bare.find(':');
  const bool other_scheme = colon != std::string::npos && bare.find('/') > colon &&
                            bare.find('{') > colon && !starts_with(bare, "file:");
  if (other_scheme) {
    const std::string why = "'" + written + "' is no directory: there is nothing but files here";
    optional ? reader.warning(name, why + ", so it is left out") : reader.error(name, why);
    return;
  }
  const catalog::NativeLocation location{written, path_of(written)};
  if (location.path.find_first_not_of('/') == std::string::npos ||
      location.path.find_first_of("{*") <= location.path.find_first_not_of('/')) {
    reader.error(name, "'" + written + "' would serve every file of this machine");
    return;
  }
  settings.search_locations.push_back(location);
}

NativeSettings read_native(SettingsReader& reader, const SettingsPlace& place) {
  NativeSettings settings;
  settings.id = place.id;
  const std::string name = place.prefix + "search-locations";
  const std::vector<std::string> locations = reader.list(name);
  if (locations.empty()) {
    reader.error(name, "must be set: the directories to serve, as file:/srv/config");
  }
  for (const std::string& location : locations) {
    read_location(location, reader, name, settings);
  }
  const bool of_all = reader.is_set(server + "default-label");
  const std::string label = of_all ? server + "default-label" : place.prefix + "default-label";
  if (reader.is_set(label)) {
    settings.default_label = reader.text(label);
  }
  if (!Label::from_name(settings.default_label)) {
    reader.error(label, "'" + settings.default_label + "' is no label");
  }
  settings.scan_interval = reader.duration("cairn.native.scan-interval");
  settings.add_label_locations = reader.flag(place.prefix + "add-label-locations");
  const std::string version = reader.text(place.prefix + "version");
  settings.version = version.empty() ? std::nullopt : std::optional(version);
  return settings;
}

class BackEnds {
 public:
  BackEnds(const SettingsTree& tree, SettingsReader& reader, const std::string& data_dir)
      : tree_(tree), reader_(reader), data_dir_(data_dir) {}

  std::vector<BackEndSettings> read();

 private:
  bool is_active(std::string_view profile) const {
    const auto& active = tree_.active_profiles();
    return std::find(active.begin(), active.end(), profile) != active.end();
  }
  void add(const std::string& type, const SettingsPlace& place);
  void add_composite();

  const SettingsTree& tree_;
  SettingsReader& reader_;
  const std::string& data_dir_;
  std::vector<Ordered> found_;
};

void BackEnds::add(const std::string& type, const SettingsPlace& place) {
  const std::int64_t order = reader_.whole(place.prefix + "order");
  if (type == "native") {
    found_.push_back({order, read_native(reader_, place)});
  } else {
    found_.push_back({order, read_git_back_end(tree_, reader_, data_dir_, place)});
  }
}

void BackEnds::add_composite() {
  const std::string list = server + "composite";
  auto members = tree_.members(list);
  std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
    return std::pair(a.id.size(), a.id) < std::pair(b.id.size(), b.id);  // as numbers
  });
  for (const SettingsTree::Member& member : members) {
    const std::string type = base::to_lower(reader_.text(member.name + ".type"));
    if (type == "git" || type == "native") {
      add(type, {"composite[" + member.id + ']', member.name + '.'});
    } else {
      reader_.error(member.name + ".type",
                    type.empty() ? "must be set: git or native"
                                 : "'" + type +
                                       "' is a back end that is not there yet: only git "
                                       "and native are");
    }
  }
  if (members.empty()) {
    reader_.error(list, "must be set: the profile 'composite' is active, and this is its list");
  }
}

std::vector<BackEndSettings> BackEnds::read() {
  const bool native = is_active("native");
  const bool composite = is_active("composite");
  if (composite) {
    add_composite();
  }
  // Of equal order native comes first, as recorded.
  if (native) {
    add("native", {"native", server + "native."});
  }
  if (is_active("git") || (!native && !composite)) {
    add("git", {"git", server + "git."});
  }
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Ordered& a, const Ordered& b) { return a.order < b.order; });
  std::vector<BackEndSettings> back_ends;
  for (Ordered& each : found_) {
    back_ends.push_back(std::move(each.back_end));
  }
  return back_ends;
}

}  // namespace

std::vector<BackEndSettings> read_back_ends(const SettingsTree& tree, SettingsReader& reader,
                                            const std::string& data_dir) {
  return BackEnds(tree, reader, data_dir).read();
}

}  // namespace cairn::app

// See settings_git.hpp.
#include "app/settings_git.hpp"

#include <cstddef>
#include <set>

#include "app/settings_git_access.hpp"
#include "base/digest.hpp"
#include "cairn/label.hpp"
#include "resolve/address.hpp"
#include "source/git/address.hpp"

namespace cairn::app {
namespace {

constexpr std::string_view example = R"( Write to application.yml:
  spring:
    cloud:
      config:
        server:
          git:
            uri: https://git.example/config.git)";

std::string no_uri_text(const SettingsTree& tree) {
  std::string text = "must be set: the address of the repository to serve.";
  if (!tree.looked_at().empty()) {
    text += " Looked in";
    for (const std::string& file : tree.looked_at()) {
      text += (&file == &tree.looked_at().front() ? " " : ", ") + file;
    }
    text += ".";
  }
  return text.append(example);
}

// Takes what is secret out of the address.
void take_credentials(GitSettings& settings) {
  auto open = source::git::without_credentials(settings.uri);
  settings.uri = std::move(open.uri);
  settings.credentials.add_login(std::move(open.username), std::move(open.password));
}

void warn_about_placeholders(SettingsReader& reader, const std::string& prefix,
                             const GitSettings& settings) {
  if (!resolve::has_placeholders(settings.uri)) {
    return;
  }
  if (settings.clone_on_start) {
    reader.warning(prefix + "clone-on-start",
                   "an address with placeholders is known only when somebody asks for it");
  }
  catalog::GitEntry entry;
  entry.settings.uri = settings.uri;
  if (const auto ref = resolve::repository_of(entry, {"a", "p", "l"}); !ref) {
    reader.warning(prefix + "uri", ref.error().message + ": such reads are answered with 400");
  }
}

// What Spring has no word for stands under cairn: "cairn.git.", "cairn.git.repos.team.".
std::string own_prefix(const std::string& prefix) {
  return "cairn." + prefix.substr(std::string_view("spring.cloud.config.server.").size());
}

void check_uri(SettingsReader& reader, const std::string& name, const GitSettings& settings) {
  if (settings.uri.front() == '-' || settings.uri.find_first_of("\r\n") != std::string::npos ||
      settings.uri.find_first_not_of('/') == std::string::npos) {
    reader.error(name, "'" + settings.uri + "' is no address of a repository");
  }
  if (source::git::parse_address(settings.uri).protocol.empty()) {
    reader.error(name,
                 "'" + settings.uri + "' is reached by none of file, git, http, https and ssh");
  }
}

// The data directory names a mirror by its address; repositories of other entries by both, since
// they may differ in all else.
std::string digest_of(const GitSettings& settings) {
  return base::sha256_hex(settings.id == "git" ? settings.uri : settings.id + '\n' + settings.uri);
}

void read_places(GitSettings& settings, SettingsReader& reader, const std::string& prefix,
                 const std::string& data_dir) {
  settings.basedir = reader.text(prefix + "basedir");
  while (settings.basedir.size() > 1 && settings.basedir.back() == '/') {
    settings.basedir.pop_back();
  }
  const std::string digest = digest_of(settings);
  const bool many = resolve::has_placeholders(settings.uri);
  if (!settings.basedir.empty()) {
    settings.shown_basedir = settings.basedir;
    settings.mirror_directory = settings.basedir + (many ? "/.cairn/mirrors" : "/.cairn/git");
    settings.state_file = settings.basedir + "/.cairn/state";
    return;
  }
  settings.shown_basedir = "/config-repo-" + digest.substr(0, 16);
  settings.mirror_directory = data_dir + (many ? "/mirrors/" : "/git/") + digest;
  settings.state_file = data_dir + "/state/" + digest;
}

void read_default_label(GitSettings& settings, SettingsReader& reader, const std::string& name) {
  settings.default_label = reader.text(name);
  if (!Label::from_name(settings.default_label)) {
    reader.error(name, "'" + settings.default_label + "' is no label");
  }
}

std::chrono::seconds read_refresh_rate(SettingsReader& reader, const std::string& name) {
  const auto rate = reader.duration(name);
  if (rate.count() < 0) {
    return std::chrono::seconds(-1);
  }
  return std::chrono::ceil<std::chrono::seconds>(rate);
}

// What every repository has, whatever chooses it. The address is already there.
void read_repository(GitSettings& settings, SettingsReader& reader, const std::string& prefix,
                     const std::string& data_dir) {
  read_credentials(reader, prefix, own_prefix(prefix), settings);
  if (!settings.uri.empty()) {
    take_credentials(settings);
    check_uri(reader, prefix + "uri", settings);
  }
  read_places(settings, reader, prefix, data_dir);
  settings.search_paths = reader.list(prefix + "search-paths");
  settings.try_master_branch = reader.flag(prefix + "try-master-branch");
  settings.clone_on_start = reader.flag(prefix + "clone-on-start");
  settings.delete_untracked_branches = reader.flag(prefix + "delete-untracked-branches");
  settings.continue_on_multiple_label_failure =
      reader.flag(prefix + "continue-on-multiple-label-failure");
  settings.refresh_rate = read_refresh_rate(reader, prefix + "refresh-rate");
  settings.timeout = std::chrono::ceil<std::chrono::seconds>(reader.duration(prefix + "timeout"));
  settings.fetch_deadline = reader.duration("cairn.git.fetch-deadline");
  settings.clone_deadline = reader.duration("cairn.git.clone-deadline");
  if (reader.flag(prefix + "clone-submodules")) {
    reader.error(prefix + "clone-submodules",
                 "not supported: a commit says which commit of another repository belongs to it, "
                 "but not that this one may be trusted and is there; serve it by itself, under "
                 "git.repos or composite");
  }
  read_access(reader, prefix, own_prefix(prefix), settings);
  warn_about_placeholders(reader, prefix, settings);
}

// What a repository chosen by pattern takes over where it says nothing (read-path.md 6.4).
void inherit(GitSettings& settings, const GitSettings& from, SettingsReader& reader,
             const std::string& prefix) {
  settings.credentials.inherit(from.credentials);
  if (!reader.is_set(prefix + "timeout") || settings.timeout.count() == 0) {
    settings.timeout = from.timeout;
  }
  if (settings.refresh_rate.count() == 0) {
    settings.refresh_rate = from.refresh_rate;
  }
  settings.http.skip_ssl_validation =
      settings.http.skip_ssl_validation || from.http.skip_ssl_validation;
}

GitSettings read_chosen_by_pattern(const SettingsTree::Member& member, const std::string& id,
                                   SettingsReader& reader, const std::string& data_dir,
                                   const GitSettings& fallback) {
  GitSettings settings;
  settings.id = id + ".repos." + member.id;
  const std::string prefix = member.name + '.';
  // A repository may be written as its address alone.
  const bool short_form = reader.is_set(member.name);
  settings.uri = reader.text(short_form ? member.name : prefix + "uri");
  if (settings.uri.empty()) {
    reader.error(prefix + "uri", "must be set: the address of the repository");
  }
  read_repository(settings, reader, prefix, data_dir);
  read_default_label(settings, reader, prefix + "default-label");
  inherit(settings, fallback, reader, prefix);
  settings.patterns = reader.list(prefix + "pattern");
  if (settings.patterns.empty()) {
    const std::string name = reader.text(prefix + "name");
    settings.patterns.push_back(name.empty() ? member.id : name);
  }
  return settings;
}

// Two repositories in one place would be one mirror with two masters.
void check_places(const GitBackEndSettings& back_end, SettingsReader& reader,
                  const SettingsTree& tree, const std::string& repos) {
  std::set<std::string> taken = {back_end.fallback.mirror_directory};
  std::size_t i = 0;
  for (const SettingsTree::Member& member : tree.members(repos)) {
    const GitSettings& settings = back_end.repos[i++];
    if (!taken.insert(settings.mirror_directory).second) {
      reader.error(member.name + ".basedir",
                   "'" + settings.basedir + "' is the basedir of another repository as well");
    }
  }
}

}  // namespace

GitBackEndSettings read_git_back_end(const SettingsTree& tree, SettingsReader& reader,
                                     const std::string& data_dir, const SettingsPlace& place) {
  GitBackEndSettings back_end;
  GitSettings& fallback = back_end.fallback;
  fallback.id = place.id;
  fallback.uri = reader.text(place.prefix + "uri");
  if (fallback.uri.empty()) {
    reader.error(place.prefix + "uri", no_uri_text(tree));
  }
  read_repository(fallback, reader, place.prefix, data_dir);
  const std::string of_all = "spring.cloud.config.server.default-label";
  read_default_label(fallback, reader,
                     reader.is_set(of_all) ? of_all : place.prefix + "default-label");
  const std::string repos = place.prefix + "repos";
  for (const SettingsTree::Member& member : tree.members(repos)) {
    back_end.repos.push_back(read_chosen_by_pattern(member, place.id, reader, data_dir, fallback));
  }
  check_places(back_end, reader, tree, repos);
  return back_end;
}

}  // namespace cairn::app

// See settings_git.hpp.
#include "app/settings_git.hpp"

#include "app/settings_git_access.hpp"
#include "base/digest.hpp"
#include "cairn/label.hpp"
#include "source/git/address.hpp"

namespace cairn::app {
namespace {

const std::string git = "spring.cloud.config.server.git.";

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

void read_uri(const SettingsTree& tree, SettingsReader& reader, GitSettings& settings) {
  settings.uri = normal_uri(reader.text(git + "uri"));
  if (settings.uri.empty()) {
    reader.error(git + "uri", no_uri_text(tree));
    return;
  }
  take_credentials(settings);
  for (const char* placeholder : {"{application}", "{profile}", "{label}"}) {
    if (settings.uri.find(placeholder) != std::string::npos) {
      reader.error(git + "uri", std::string("not supported: ") + placeholder +
                                    " in an address is not there yet");
    }
  }
  if (source::git::parse_address(settings.uri).protocol.empty()) {
    reader.error(git + "uri",
                 "'" + settings.uri + "' is reached by none of file, git, http, https and ssh");
  }
  if (settings.uri.front() == '-' || settings.uri.find_first_of("\r\n") != std::string::npos) {
    reader.error(git + "uri", "'" + settings.uri + "' is no address of a repository");
  }
  if (settings.uri.rfind("file:", 0) == 0) {
    reader.warning(
        git + "uri",
        "of a file: repository only what is committed is served, not what is in its work tree");
  }
}

void read_places(GitSettings& settings, SettingsReader& reader, const std::string& data_dir) {
  settings.basedir = reader.text(git + "basedir");
  while (settings.basedir.size() > 1 && settings.basedir.back() == '/') {
    settings.basedir.pop_back();
  }
  const std::string digest = base::sha256_hex(settings.uri);
  if (!settings.basedir.empty()) {
    settings.shown_basedir = settings.basedir;
    settings.mirror_directory = settings.basedir + "/.cairn/git";
    settings.state_file = settings.basedir + "/.cairn/state";
    return;
  }
  settings.shown_basedir = "/config-repo-" + digest.substr(0, 16);
  settings.mirror_directory = data_dir + "/git/" + digest;
  settings.state_file = data_dir + "/state/" + digest;
}

std::string read_default_label(SettingsReader& reader) {
  std::string name = "spring.cloud.config.server.default-label";
  if (!reader.is_set(name)) {
    name = git + "default-label";
  }
  std::string label = reader.text(name);
  if (!Label::from_name(label)) {
    reader.error(name, "'" + label + "' is no label");
  }
  return label;
}

std::chrono::seconds read_refresh_rate(SettingsReader& reader) {
  const auto rate = reader.duration(git + "refresh-rate");
  if (rate.count() < 0) {
    return std::chrono::seconds(-1);
  }
  return std::chrono::ceil<std::chrono::seconds>(rate);
}

}  // namespace

std::string normal_uri(std::string uri) {
  while (!uri.empty() && uri.back() == '/') {
    uri.pop_back();
  }
  const std::size_t scheme_end = uri.find("://");
  if (scheme_end != std::string::npos && scheme_end != 0 &&
      uri.find('/', scheme_end + 3) == std::string::npos) {
    uri += '/';
  }
  return uri;
}

GitSettings read_git_settings(const SettingsTree& tree, SettingsReader& reader,
                              const std::string& data_dir) {
  GitSettings settings;
  read_credentials(reader, git, "cairn.git.", settings);
  read_uri(tree, reader, settings);
  read_places(settings, reader, data_dir);
  settings.default_label = read_default_label(reader);
  settings.search_paths = reader.list(git + "search-paths");
  settings.try_master_branch = reader.flag(git + "try-master-branch");
  settings.clone_on_start = reader.flag(git + "clone-on-start");
  settings.delete_untracked_branches = reader.flag(git + "delete-untracked-branches");
  settings.continue_on_multiple_label_failure =
      reader.flag(git + "continue-on-multiple-label-failure");
  settings.refresh_rate = read_refresh_rate(reader);
  settings.timeout = std::chrono::ceil<std::chrono::seconds>(reader.duration(git + "timeout"));
  settings.fetch_deadline = reader.duration("cairn.git.fetch-deadline");
  settings.clone_deadline = reader.duration("cairn.git.clone-deadline");
  settings.order = static_cast<int>(reader.whole(git + "order"));
  read_access(reader, git, "cairn.git.", settings);
  return settings;
}

}  // namespace cairn::app

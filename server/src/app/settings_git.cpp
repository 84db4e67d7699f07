// See settings_git.hpp.
#include "app/settings_git.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "cairn/label.hpp"

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

// Takes "user:password@" out of an http(s) address, and the password out of any other.
void take_credentials(GitSettings& settings) {
  const std::size_t scheme_end = settings.uri.find("://");
  if (scheme_end == std::string::npos) {
    return;
  }
  const std::size_t host_at = scheme_end + 3;
  const std::size_t authority_end = std::min(settings.uri.find('/', host_at), settings.uri.size());
  const std::size_t at = settings.uri.rfind('@', authority_end);
  if (at == std::string::npos || at < host_at) {
    return;
  }
  const std::string user_info = settings.uri.substr(host_at, at - host_at);
  const std::size_t colon = std::min(user_info.find(':'), user_info.size());
  const std::string scheme = base::to_lower(settings.uri.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") {
    settings.uri.erase(host_at + colon, user_info.size() - colon);
    return;
  }
  settings.uri.erase(host_at, at + 1 - host_at);
  const auto decoded = [](const std::string& text) {
    return base::percent_decode(text).value_or(text);
  };
  if (settings.username.empty()) {
    settings.username = decoded(user_info.substr(0, colon));
    if (settings.password.empty() && colon < user_info.size()) {
      settings.password = base::Secret(decoded(user_info.substr(colon + 1)));
    }
  }
}

void read_uri(const SettingsTree& tree, SettingsReader& reader, GitSettings& settings) {
  settings.username = reader.text(git + "username");
  settings.password = reader.secret(git + "password");
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
  read_uri(tree, reader, settings);
  read_places(settings, reader, data_dir);
  settings.default_label = read_default_label(reader);
  settings.search_paths = reader.list(git + "search-paths");
  settings.try_master_branch = reader.flag(git + "try-master-branch");
  settings.clone_on_start = reader.flag(git + "clone-on-start");
  settings.delete_untracked_branches = reader.flag(git + "delete-untracked-branches");
  settings.skip_ssl_validation = reader.flag(git + "skip-ssl-validation");
  settings.strict_host_key_checking = reader.flag(git + "strict-host-key-checking");
  settings.continue_on_multiple_label_failure =
      reader.flag(git + "continue-on-multiple-label-failure");
  settings.refresh_rate = read_refresh_rate(reader);
  settings.timeout = std::chrono::ceil<std::chrono::seconds>(reader.duration(git + "timeout"));
  settings.fetch_deadline = reader.duration("cairn.git.fetch-deadline");
  settings.clone_deadline = reader.duration("cairn.git.clone-deadline");
  settings.order = static_cast<int>(reader.whole(git + "order"));
  if (settings.skip_ssl_validation) {
    reader.warning(git + "skip-ssl-validation",
                   "whoever sits between here and the remote can change what is served");
  }
  return settings;
}

}  // namespace cairn::app

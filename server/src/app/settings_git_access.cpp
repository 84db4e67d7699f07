// See settings_git_access.hpp.
#include "app/settings_git_access.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "source/git/address.hpp"

namespace cairn::app {
namespace {

using source::git::Proxy;
using source::git::SecretSource;

// A secret, or its file; both at once are an error.
SecretSource read_secret(SettingsReader& reader, const std::string& name,
                         const std::string& file_name) {
  SecretSource source{reader.secret(name), reader.text(file_name)};
  if (!source.text.empty() && !source.file.empty()) {
    reader.error(file_name, "goes in place of " + name + "; one of the two must go");
  }
  return source;
}

bool is_private_key(std::string_view text) {
  return text.find("-----BEGIN ") != std::string_view::npos &&
         text.find("PRIVATE KEY-----") != std::string_view::npos;
}

// Blanks around the commas go; nothing but words may be left, as in the reference.
std::string read_authentications(SettingsReader& reader, const std::string& name) {
  const std::string text = reader.text(name);
  std::string joined;
  for (const std::string_view part : base::split(text, ',')) {
    joined += joined.empty() ? "" : ",";
    joined += base::trim(part);
  }
  const bool words = std::all_of(joined.begin(), joined.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == ',';
  });
  if (!words) {
    reader.error(name, "'" + joined + "' is no list of words with commas between them");
    return {};
  }
  return joined;
}

// The algorithm stands in the key itself, behind its length.
bool is_key_of(std::string_view key, const std::string& algorithm) {
  const auto bytes = base::decode_base64(key);
  return bytes && bytes->size() > 4 + algorithm.size() &&
         bytes->compare(4, algorithm.size(), algorithm) == 0;
}

void read_host_key(SettingsReader& reader, const std::string& spring, GitSettings& settings) {
  settings.ssh.host_key = base::trim(reader.text(spring + "host-key"));
  settings.ssh.host_key_algorithm = reader.choice(spring + "host-key-algorithm");
  if (settings.ssh.host_key.empty() && settings.ssh.host_key_algorithm.empty()) {
    return;
  }
  if (settings.ssh.host_key.empty() || settings.ssh.host_key_algorithm.empty()) {
    const bool no_key = settings.ssh.host_key.empty();
    reader.error(spring + (no_key ? "host-key-algorithm" : "host-key"),
                 "needs " + spring + (no_key ? "host-key" : "host-key-algorithm"));
  } else if (!is_key_of(settings.ssh.host_key, settings.ssh.host_key_algorithm)) {
    reader.error(spring + "host-key", "is no key of the type " + settings.ssh.host_key_algorithm +
                                          ": the second word of a line of known_hosts is its "
                                          "type, the third is the key");
  }
}

void read_known_hosts(SettingsReader& reader, const std::string& spring, GitSettings& settings) {
  const std::string name = spring + "known-hosts-file";
  settings.ssh.known_hosts_file = reader.text(name);
  // ssh reads quotes and variables in it.
  if (settings.ssh.known_hosts_file.find_first_of("\"\\$\r\n") != std::string::npos) {
    reader.error(name, "a path with a quote, a backslash or a dollar sign cannot be used");
  }
}

void review_ssh(SettingsReader& reader, const std::string& spring, const std::string& own,
                const GitSettings& settings) {
  const SecretSource& key = settings.credentials.private_key;
  if (!key.text.empty() && !is_private_key(key.text.reveal())) {
    reader.error(spring + "private-key", "is not the text of a private key");
  }
  if (source::git::parse_address(settings.uri).protocol != "ssh") {
    return;
  }
  if (settings.ssh.ignore_local_settings && key.empty()) {
    reader.error(spring + "ignore-local-ssh-settings",
                 "needs a key: " + spring + "private-key or " + own + "private-key-file");
  }
  if (!settings.ssh.strict_host_key_checking) {
    reader.warning(spring + "strict-host-key-checking",
                   "whoever sits between here and the remote can change what is served");
  } else if (settings.ssh.ignore_local_settings && settings.ssh.host_key.empty() &&
             settings.ssh.known_hosts_file.empty()) {
    reader.warning(spring + "ignore-local-ssh-settings",
                   "no host key is known, so none is taken: set host-key and host-key-algorithm, "
                   "or known-hosts-file");
  }
  if (!settings.credentials.password.empty()) {
    reader.warning(spring + "password", "is not used for ssh, which logs in with keys only");
  }
  if (!settings.http.proxies.empty()) {
    reader.warning(spring + "uri",
                   "proxies are not used for ssh: set ProxyCommand in ~/.ssh/config");
  }
}

Proxy read_proxy(SettingsReader& reader, const std::string& spring, const std::string& own,
                 const std::string& scheme) {
  const std::string name = spring + "proxy." + scheme + '.';
  Proxy proxy;
  proxy.host = reader.text(name + "host");
  proxy.port = static_cast<int>(reader.whole(name + "port"));
  proxy.username = reader.text(name + "username");
  proxy.password =
      read_secret(reader, name + "password", own + "proxy." + scheme + ".password-file");
  std::string direct = reader.text(name + "non-proxy-hosts");
  std::replace(direct.begin(), direct.end(), '|', ',');
  for (const std::string_view host : base::split(direct, ',')) {
    if (const auto trimmed = base::trim(host); !trimmed.empty()) {
      proxy.direct_hosts.emplace_back(trimmed);
    }
  }
  if (proxy.host.empty()) {
    return proxy;
  }
  if (proxy.port == 0) {
    reader.error(name + "port", "must be set: the port of the proxy");
  }
  if (proxy.host.find_first_of("/@ \t\r\n\"") != std::string::npos) {
    reader.error(name + "host", "'" + proxy.host + "' is no name of a host");
  }
  return proxy;
}

}  // namespace

void read_credentials(SettingsReader& reader, const std::string& spring, const std::string& own,
                      GitSettings& settings) {
  auto& credentials = settings.credentials;
  credentials.username = reader.text(spring + "username");
  credentials.username_file = reader.text(own + "username-file");
  if (!credentials.username.empty() && !credentials.username_file.empty()) {
    reader.error(own + "username-file",
                 "goes in place of " + spring + "username; one of the two must go");
  }
  credentials.password = read_secret(reader, spring + "password", own + "password-file");
  credentials.token = read_secret(reader, own + "token", own + "token-file");
  credentials.private_key = read_secret(reader, spring + "private-key", own + "private-key-file");
  credentials.passphrase = read_secret(reader, spring + "passphrase", own + "passphrase-file");
  if (!credentials.token.empty() && !credentials.password.empty()) {
    reader.error(credentials.token.file.empty() ? own + "token" : own + "token-file",
                 "goes in place of a password; one of the two must go");
  }
}

void read_access(SettingsReader& reader, const std::string& spring, const std::string& own,
                 GitSettings& settings) {
  settings.http.skip_ssl_validation = reader.flag(spring + "skip-ssl-validation");
  settings.http.ca_file = reader.text(own + "ca-file");
  settings.http.proxies = {read_proxy(reader, spring, own, "http"),
                           read_proxy(reader, spring, own, "https")};
  settings.ssh.strict_host_key_checking = reader.flag(spring + "strict-host-key-checking");
  settings.ssh.ignore_local_settings = reader.flag(spring + "ignore-local-ssh-settings");
  read_known_hosts(reader, spring, settings);
  read_host_key(reader, spring, settings);
  settings.ssh.preferred_authentications =
      read_authentications(reader, spring + "preferred-authentications");
  review_ssh(reader, spring, own, settings);
  if (settings.http.skip_ssl_validation) {
    reader.warning(spring + "skip-ssl-validation",
                   "whoever sits between here and the remote can change what is served");
  }
}

}  // namespace cairn::app

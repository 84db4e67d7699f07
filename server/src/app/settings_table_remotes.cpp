// The part of the table that is about reaching a Git remote. The rows stand in the order of
// docs/SETTINGS.md.
#include "app/settings_rows.hpp"

namespace cairn::app {

using namespace rows;

void add_git_ssh(Rows& rows) {
  rows.push_back(secret("spring.cloud.config.server.git.private-key",
                        "key for an ssh remote: the text of a PEM or OpenSSH key file"));
  rows.push_back(secret("spring.cloud.config.server.git.passphrase",
                        "passphrase of private-key, or of the keys in ~/.ssh"));
  rows.push_back(flag("spring.cloud.config.server.git.ignore-local-ssh-settings", "false",
                      "true: nothing of ~/.ssh, /etc/ssh and an agent counts; a key must be set"));
  rows.push_back(flag("spring.cloud.config.server.git.strict-host-key-checking", "true",
                      "false: an unknown host key of an ssh remote is taken"));
  rows.push_back(text("spring.cloud.config.server.git.known-hosts-file", "",
                      "host keys that are known, in place of those of ~/.ssh and /etc/ssh"));
  rows.push_back(text("spring.cloud.config.server.git.host-key", "",
                      "the host key of an ssh remote, in base64; goes with host-key-algorithm"));
  rows.push_back(
      choice("spring.cloud.config.server.git.host-key-algorithm",
             "ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp256|ecdsa-sha2-nistp384|ecdsa-sha2-nistp521", "",
             "the type of host-key"));
  rows.push_back(text("spring.cloud.config.server.git.preferred-authentications", "",
                      "ways to log in to an ssh remote, in order: publickey,..."));
}

void add_git_proxies(Rows& rows) {
  const auto add = [&rows](std::string_view host, std::string_view port, std::string_view user,
                           std::string_view password, std::string_view direct) {
    rows.push_back(text(host, "",
                        "proxy for such a remote; also for the other scheme, if that "
                        "has none"));
    rows.push_back(limited(port, SettingType::whole, "0", 0, 65'535, "its port; must be set"));
    rows.push_back(text(user, "", "user of the proxy"));
    rows.push_back(secret(password, "password of the proxy"));
    rows.push_back(text(direct, "", "hosts that are reached without it: a.example|*.b.example"));
  };
  add("spring.cloud.config.server.git.proxy.http.host",
      "spring.cloud.config.server.git.proxy.http.port",
      "spring.cloud.config.server.git.proxy.http.username",
      "spring.cloud.config.server.git.proxy.http.password",
      "spring.cloud.config.server.git.proxy.http.non-proxy-hosts");
  add("spring.cloud.config.server.git.proxy.https.host",
      "spring.cloud.config.server.git.proxy.https.port",
      "spring.cloud.config.server.git.proxy.https.username",
      "spring.cloud.config.server.git.proxy.https.password",
      "spring.cloud.config.server.git.proxy.https.non-proxy-hosts");
}

// What Spring has no word for.
void add_git_files(Rows& rows) {
  rows.push_back(secret("cairn.git.token",
                        "sent to an http(s) remote as Bearer, in place of user and password"));
  rows.push_back(text("cairn.git.username-file", "",
                      "file with the user of the remote; it and those below are read at each look "
                      "at the remote"));
  rows.push_back(text("cairn.git.password-file", "", "file with the password of the remote"));
  rows.push_back(text("cairn.git.token-file", "", "file with the token"));
  rows.push_back(text("cairn.git.private-key-file", "", "file with the private key"));
  rows.push_back(text("cairn.git.passphrase-file", "", "file with the passphrase"));
  rows.push_back(text("cairn.git.proxy.http.password-file", "",
                      "file with the password of the proxy for http"));
  rows.push_back(text("cairn.git.proxy.https.password-file", "",
                      "file with the password of the proxy for https"));
  rows.push_back(text("cairn.git.ca-file", "",
                      "PEM file of the certificates that an https remote is checked with, in place "
                      "of the system's"));
}

}  // namespace cairn::app

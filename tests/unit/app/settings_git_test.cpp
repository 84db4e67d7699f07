// Tests of app/settings_git.hpp.
#include "app/settings_git.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;
using namespace std::chrono_literals;

namespace {

SettingsReading git_of(const std::string& lines, Pairs arguments = {}) {
  const std::string yaml = "spring.cloud.config.server.git:\n" + lines;
  return read_settings(tree_of(yaml, std::move(arguments), {"HOME=/h"}));
}

GitSettings default_of(const SettingsReading& reading) {
  return std::get<GitBackEndSettings>(reading.settings.back_ends.at(0)).fallback;
}

}  // namespace

TEST_SUITE("git settings") {
  TEST_CASE("everything that is read") {
    const auto reading = git_of(R"(
  uri: https://git.example/config.git
  basedir: /var/cairn/base/
  searchPaths: ["{application}", shared]
  username: me
  password: s3cret
  default_label: develop
  try-master-branch: false
  clone-on-start: true
  delete-untracked-branches: true
  refresh-rate: 30
  timeout: 7
  skip-ssl-validation: true
  strict-host-key-checking: false
  continue-on-multiple-label-failure: true
)");

    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    const GitSettings git = default_of(reading);
    CHECK(git.uri == "https://git.example/config.git");
    CHECK(git.basedir == "/var/cairn/base");
    CHECK(git.shown_basedir == "/var/cairn/base");
    CHECK(git.mirror_directory.rfind("/var/cairn/base/.cairn/", 0) == 0);
    CHECK(git.state_file.rfind("/var/cairn/base/.cairn/", 0) == 0);
    CHECK(git.search_paths == Strings{"{application}", "shared"});
    CHECK(git.credentials.username == "me");
    CHECK(git.credentials.password.text.reveal() == "s3cret");
    CHECK(git.default_label == "develop");
    CHECK_FALSE(git.try_master_branch);
    CHECK(git.clone_on_start);
    CHECK(git.delete_untracked_branches);
    CHECK(git.refresh_rate == 30s);
    CHECK(git.timeout == 7s);
    CHECK(git.http.skip_ssl_validation);
    CHECK_FALSE(git.ssh.strict_host_key_checking);
    CHECK(git.continue_on_multiple_label_failure);
  }

  TEST_CASE("without a basedir the mirror is named by the address, the same everywhere") {
    const GitSettings git = default_of(git_of("  uri: /srv/config.git\n"));
    CHECK(git.mirror_directory.rfind("/h/.local/state/cairn/git/", 0) == 0);
    CHECK(git.state_file.rfind("/h/.local/state/cairn/state/", 0) == 0);
    CHECK(git.shown_basedir.rfind("/config-repo-", 0) == 0);
    const auto elsewhere = git_of("  uri: /srv/config.git\n", {{"cairn.data-dir", "/other"}});
    CHECK(default_of(elsewhere).shown_basedir == git.shown_basedir);
    CHECK(default_of(git_of("  uri: /srv/b.git\n")).mirror_directory != git.mirror_directory);
  }

  TEST_CASE("the server's default label wins over the repository's") {
    const auto reading = git_of("  uri: /a\n  default-label: develop\n",
                                {{"spring.cloud.config.server.default-label", "release"}});
    CHECK(default_of(reading).default_label == "release");
    CHECK(default_of(git_of("  uri: /a\n")).default_label == "main");
  }

  TEST_CASE("a negative refresh rate is never, a fraction is rounded up") {
    const auto rate = [](const char* text) {
      return default_of(
                 git_of("  uri: /a\n", {{"spring.cloud.config.server.git.refresh-rate", text}}))
          .refresh_rate;
    };
    CHECK(rate("0") == 0s);
    CHECK(rate("-1") == -1s);
    CHECK(rate("-100") == -1s);
    CHECK(rate("3600") == 1h);
    CHECK(rate("500ms") == 1s);
  }

  TEST_CASE("credentials are taken out of an address") {
    struct Case {
      const char* written;
      const char* uri;
      const char* username;
      const char* password;
    };
    const Case cases[] = {
        {"https://u:p@git.example/a.git", "https://git.example/a.git", "u", "p"},
        {"https://u@git.example/a.git", "https://git.example/a.git", "u", ""},
        {"https://u%40x:p%3Aq@h:8443/a", "https://h:8443/a", "u@x", "p:q"},
        {"HTTPS://u:p@w@h/a", "HTTPS://h/a", "u", "p@w"},
        {"https://h/a@b", "https://h/a@b", "", ""},
        {"ssh://git@h/a.git", "ssh://git@h/a.git", "", ""},
        {"ssh://git:pw@h/a.git", "ssh://git@h/a.git", "", ""},
        {"git@h:a.git", "git@h:a.git", "", ""},
        {"/srv/a@b", "/srv/a@b", "", ""},
    };
    for (const Case& one : cases) {
      CAPTURE(one.written);
      const auto git =
          default_of(git_of("  x: y\n", {{"spring.cloud.config.server.git.uri", one.written}}));
      CHECK(git.uri == one.uri);
      CHECK(git.credentials.username == one.username);
      CHECK(git.credentials.password.text.reveal() == one.password);
    }
    const auto named = git_of("  uri: https://u:p@h/a\n  username: me\n  password: mine\n");
    CHECK(default_of(named).credentials.username == "me");
    CHECK(default_of(named).credentials.password.text.reveal() == "mine");
  }

  TEST_CASE("how an ssh remote is reached") {
    const auto reading = git_of(R"(
  uri: git@git.example:config.git
  private-key: |
    -----BEGIN OPENSSH PRIVATE KEY-----
    b3Bl
    -----END OPENSSH PRIVATE KEY-----
  passphrase: 0pen
  ignoreLocalSshSettings: true
  knownHostsFile: /etc/cairn/known hosts
  hostKey: AAAAC3NzaC1lZDI1NTE5AAAAIHc=
  host-key-algorithm: SSH-ED25519
  preferred-authentications: publickey , password
)");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    CHECK_MESSAGE(reading.warnings.empty(), texts(reading.warnings));
    const GitSettings& git = default_of(reading);
    CHECK(git.credentials.private_key.text.reveal().rfind("-----BEGIN OPENSSH", 0) == 0);
    CHECK(git.credentials.passphrase.text.reveal() == "0pen");
    CHECK(git.ssh.ignore_local_settings);
    CHECK(git.ssh.strict_host_key_checking);
    CHECK(git.ssh.known_hosts_file == "/etc/cairn/known hosts");
    CHECK(git.ssh.host_key == "AAAAC3NzaC1lZDI1NTE5AAAAIHc=");
    CHECK(git.ssh.host_key_algorithm == "ssh-ed25519");
    CHECK(git.ssh.preferred_authentications == "publickey,password");
  }

  TEST_CASE("ssh settings that do not go together are refused") {
    const std::string ssh = "  uri: ssh://git@h/a\n";
    const std::pair<const char*, const char*> cases[] = {
        {"  private-key: no key\n", "private-key"},
        {"  ignore-local-ssh-settings: true\n", "needs a key"},
        {"  host-key: AAAAC3NzaC1lZDI1NTE5AAAAIHc=\n", "host-key-algorithm"},
        {"  host-key-algorithm: ssh-rsa\n", "needs"},
        {"  host-key: AAAAC3NzaC1lZDI1NTE5AAAAIHc=\n  host-key-algorithm: ssh-rsa\n", "no key of"},
        {"  host-key: '%%'\n  host-key-algorithm: ssh-rsa\n", "no key of"},
        {"  host-key: AAAA\n  host-key-algorithm: ssh-dss\n", "ssh-ed25519"},
        {"  known-hosts-file: '/a\"b'\n", "known-hosts-file"},
        {"  preferred-authentications: 'publickey;id'\n", "preferred-authentications"}};
    for (const auto& one : cases) {
      CAPTURE(one.first);
      CHECK(mentions(git_of(ssh + one.first).errors, {one.second}));
    }
  }

  TEST_CASE("what makes an ssh remote less safe, or is not used for it, is a warning") {
    const std::string ssh = "  uri: ssh://git@h/a\n";
    CHECK(git_of(ssh).warnings.empty());
    for (const char* line :
         {"strict-host-key-checking: false", "password: x", "proxy.http: {host: p, port: 1}"}) {
      CAPTURE(line);
      CHECK(git_of(ssh + "  " + line + "\n").warnings.size() == 1);
    }
    const auto nobody =
        git_of(ssh + "  ignore-local-ssh-settings: true\n", {{"cairn.git.private-key-file", "/k"}});
    CHECK(nobody.errors.empty());
    CHECK(mentions(nobody.warnings, {"no host key is known"}));
  }

  TEST_CASE("secrets come from files instead, never from both") {
    const Strings names = {"password-file",   "token-file",    "private-key-file",
                           "passphrase-file", "username-file", "proxy.http.password-file"};
    Pairs files;
    for (const std::string& name : names) {
      if (name != "token-file") {
        files.emplace_back("cairn.git." + name, "/run/" + name);
      }
    }
    const auto reading = git_of("  uri: https://u:p@h/a\n", files);
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    const GitSettings& git = default_of(reading);
    CHECK(git.credentials.username_file == "/run/username-file");
    CHECK(git.credentials.password.file == "/run/password-file");
    CHECK(git.credentials.password.text.empty());
    CHECK(git.credentials.private_key.file == "/run/private-key-file");
    CHECK(git.credentials.passphrase.file == "/run/passphrase-file");
    CHECK(git.http.proxies.http.password.file == "/run/proxy.http.password-file");
    const auto token = git_of("  uri: https://h/a\n", {{"cairn.git.token-file", "/run/t"}});
    CHECK(default_of(token).credentials.token.file == "/run/t");

    const std::string both = R"(
  uri: https://h/a
  username: u
  password: p
  passphrase: x
  private-key: "-----BEGIN RSA PRIVATE KEY-----"
  proxy.http.password: p
)";
    for (const std::string& name : names) {
      CAPTURE(name);
      const auto refused = git_of(both, {{"cairn.git." + name, "/f"}});
      CHECK(mentions(refused.errors, {"cairn.git." + name, "one of the two must go"}));
    }
  }

  TEST_CASE("proxies") {
    const auto reading = git_of(R"(
  uri: https://h/a
  proxy:
    http: {host: p1, port: 3128, username: u, password: s3cret, nonProxyHosts: "a.b|*.c , d"}
    https: {host: p2, port: 8080}
)");
    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    const auto& proxies = default_of(reading).http.proxies;
    CHECK(proxies.http.host == "p1");
    CHECK(proxies.http.port == 3128);
    CHECK(proxies.http.username == "u");
    CHECK(proxies.http.password.text.reveal() == "s3cret");
    CHECK(proxies.http.direct_hosts == Strings{"a.b", "*.c", "d"});
    CHECK(proxies.https.host == "p2");
    CHECK(mentions(git_of("  uri: /a\n  proxy.https.host: p\n").errors, {"proxy.https.port"}));
    CHECK(mentions(git_of("  uri: /a\n  proxy.https: {host: 'http://p', port: 1}\n").errors,
                   {"proxy.https.host"}));
  }

  TEST_CASE("an address is kept as it is written, since names of sources show it") {
    for (const char* uri : {"https://h/a.git/", "/srv/a//", "https://h", "file:///srv/a/"}) {
      CAPTURE(uri);
      CHECK(default_of(git_of("  uri: " + std::string(uri) + "\n")).uri == uri);
    }
  }

  TEST_CASE("addresses that cannot be served are refused") {
    for (const char* uri : {"--upload-pack=x", "/", "//", "ext::sh -c id", "ftp://h/a"}) {
      CAPTURE(uri);
      CHECK(mentions(git_of("  uri: '" + std::string(uri) + "'\n").errors, {"git.uri"}));
    }
  }

  TEST_CASE("odd but possible is a warning") {
    CHECK(mentions(git_of("  uri: /a\n  skip-ssl-validation: true\n").warnings,
                   {"skip-ssl-validation"}));
  }
}

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
  order: 3
)");

    CHECK_MESSAGE(reading.errors.empty(), texts(reading.errors));
    const GitSettings& git = reading.settings.repositories.at(0);
    CHECK(git.uri == "https://git.example/config.git");
    CHECK(git.basedir == "/var/cairn/base");
    CHECK(git.shown_basedir == "/var/cairn/base");
    CHECK(git.mirror_directory.rfind("/var/cairn/base/.cairn/", 0) == 0);
    CHECK(git.state_file.rfind("/var/cairn/base/.cairn/", 0) == 0);
    CHECK(git.search_paths == Strings{"{application}", "shared"});
    CHECK(git.username == "me");
    CHECK(git.password.reveal() == "s3cret");
    CHECK(git.default_label == "develop");
    CHECK_FALSE(git.try_master_branch);
    CHECK(git.clone_on_start);
    CHECK(git.delete_untracked_branches);
    CHECK(git.refresh_rate == 30s);
    CHECK(git.timeout == 7s);
    CHECK(git.skip_ssl_validation);
    CHECK_FALSE(git.strict_host_key_checking);
    CHECK(git.continue_on_multiple_label_failure);
    CHECK(git.order == 3);
  }

  TEST_CASE("without a basedir the mirror is named by the address, the same everywhere") {
    const GitSettings git = git_of("  uri: /srv/config.git\n").settings.repositories.at(0);
    CHECK(git.mirror_directory.rfind("/h/.local/state/cairn/git/", 0) == 0);
    CHECK(git.state_file.rfind("/h/.local/state/cairn/state/", 0) == 0);
    CHECK(git.shown_basedir.rfind("/config-repo-", 0) == 0);
    const auto elsewhere = git_of("  uri: /srv/config.git\n", {{"cairn.data-dir", "/other"}});
    CHECK(elsewhere.settings.repositories.at(0).shown_basedir == git.shown_basedir);
    CHECK(git_of("  uri: /srv/b.git\n").settings.repositories.at(0).mirror_directory !=
          git.mirror_directory);
  }

  TEST_CASE("the server's default label wins over the repository's") {
    const auto reading = git_of("  uri: /a\n  default-label: develop\n",
                                {{"spring.cloud.config.server.default-label", "release"}});
    CHECK(reading.settings.repositories.at(0).default_label == "release");
    CHECK(git_of("  uri: /a\n").settings.repositories.at(0).default_label == "main");
  }

  TEST_CASE("a negative refresh rate is never, a fraction is rounded up") {
    const auto rate = [](const char* text) {
      return git_of("  uri: /a\n", {{"spring.cloud.config.server.git.refresh-rate", text}})
          .settings.repositories.at(0)
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
      const auto git = git_of("  x: y\n", {{"spring.cloud.config.server.git.uri", one.written}})
                           .settings.repositories.at(0);
      CHECK(git.uri == one.uri);
      CHECK(git.username == one.username);
      CHECK(git.password.reveal() == one.password);
    }
    const auto named = git_of("  uri: https://u:p@h/a\n  username: me\n  password: mine\n");
    CHECK(named.settings.repositories.at(0).username == "me");
    CHECK(named.settings.repositories.at(0).password.reveal() == "mine");
  }

  TEST_CASE("an address ends as Spring has it") {
    CHECK(normal_uri("https://h/a.git/") == "https://h/a.git");
    CHECK(normal_uri("/srv/a//") == "/srv/a");
    CHECK(normal_uri("https://h") == "https://h/");
    CHECK(normal_uri("https://h/") == "https://h/");
    CHECK(normal_uri("").empty());
  }

  TEST_CASE("addresses that cannot be served are refused") {
    for (const char* uri : {"/srv/{application}.git", "https://h/{profile}", "/srv/{label}",
                            "--upload-pack=x", "/"}) {
      CAPTURE(uri);
      CHECK(mentions(git_of("  uri: '" + std::string(uri) + "'\n").errors, {"git.uri"}));
    }
  }

  TEST_CASE("odd but possible is a warning") {
    CHECK(mentions(git_of("  uri: file:///srv/a\n").warnings, {"git.uri", "committed"}));
    CHECK(mentions(git_of("  uri: /a\n  skip-ssl-validation: true\n").warnings,
                   {"skip-ssl-validation"}));
  }
}

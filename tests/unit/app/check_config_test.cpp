// Tests of app/check_config.hpp.
#include "app/check_config.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

std::string check(const std::string& yaml, Pairs arguments = {}, Strings environment = {}) {
  environment.emplace_back("HOME=/h");
  const SettingsTree tree = tree_of(yaml, std::move(arguments), std::move(environment));
  return check_config_text(tree, read_settings(tree));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE("check-config") {
  TEST_CASE("every setting in force is shown with its origin, sorted") {
    const std::string text = check(
        "server.port: 9000\nspring.cloud.config.server.git:\n  uri: /srv/a\n  searchPaths: [x, "
        "y]\n",
        {{"cairn.pollInterval", "3s"}}, {"SERVER_ADDRESS=::1"});

    CHECK(has(text, "server.port = 9000   # /"));
    CHECK(has(text, "application.yml:1:14\n"));
    CHECK(has(text, "spring.cloud.config.server.git.search-paths[1] = y   # "));
    CHECK(has(text, "cairn.poll-interval = 3s   # argument --cairn.pollInterval\n"));
    CHECK(has(text, "server.address = ::1   # environment variable SERVER_ADDRESS\n"));
    CHECK(has(text, "cairn.freshness = background   # default\n"));
    CHECK(text.find("cairn.freshness") < text.find("server.port"));
    CHECK(has(text, "The settings can be used.\n"));
  }

  TEST_CASE("what is overridden is not shown") {
    const std::string text =
        check("server.port: 1\nspring.cloud.config.server.git.uri: /a\n", {{"server.port", "2"}});
    CHECK(has(text, "server.port = 2   # argument"));
    CHECK_FALSE(has(text, "server.port = 1"));
  }

  TEST_CASE("secrets and credentials are never shown") {
    const std::string text = check(
        "spring.security.user.password: hidden-1\nencrypt.key: hidden-2\n"
        "spring.cloud.config.server:\n  git:\n    uri: https://me:hidden-3@h/a.git\n    password: "
        "hidden-4\n"
        "    private-key: hidden-5\n  overrides:\n    db.password: hidden-6\n    link: "
        "ftp://x:hidden-7@y/\n"
        "  monitor.github.webhook-secret: hidden-8\n",
        {}, {"SPRING_CLOUD_CONFIG_SERVER_GIT_PASSPHRASE=hidden-9"});

    CHECK_FALSE(has(text, "hidden-"));
    CHECK(has(text, "spring.security.user.password = ******"));
    CHECK(has(text, "git.uri = https://******@h/a.git"));
    CHECK(has(text, "overrides.db.password = ******"));
  }

  TEST_CASE("warnings and errors come last") {
    const std::string text = check("server.port: x\ncairn.portt: 1\n");
    CHECK(has(text, "\nwarning: "));
    CHECK(has(text, "\nerror: "));
    CHECK(has(text, "The settings cannot be used.\n"));
  }

  TEST_CASE("a line is one line") {
    const std::string text = check(
        "spring.cloud.config.server:\n  git.uri: /a\n  overrides.a: \"x\\nserver.port = 1\"\n");
    CHECK_FALSE(has(text, "\nserver.port = 1"));
  }

  TEST_CASE("credentials are masked wherever an address stands") {
    CHECK(without_credentials("https://u:p@h/a") == "https://******@h/a");
    CHECK(without_credentials("a https://u@h b http://x:y@z") ==
          "a https://******@h b http://******@z");
    CHECK(without_credentials("https://h/a@b") == "https://h/a@b");
    CHECK(without_credentials("https://u:p@w@h") == "https://******@h");
    CHECK(without_credentials("no address") == "no address");
    CHECK(without_credentials("://") == "://");
  }

  TEST_CASE("the start says who can reach the server, and by what") {
    const auto reach = [](const char* yaml) {
      const SettingsTree tree = tree_of(yaml);
      return reach_text(tree, read_settings(tree).settings);
    };
    CHECK(reach("a: 1") == "this machine only; server.address=0.0.0.0 opens it to the network");
    CHECK(has(reach("server.address: 0.0.0.0"), "the network, by server.address (/"));
  }
}

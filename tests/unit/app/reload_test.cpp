// Tests of app/reload.hpp: which settings differ, and which can change.
#include "app/reload.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

SettingDigests digests(const std::string& yaml, Pairs arguments = {}) {
  return digests_of(tree_of(yaml, std::move(arguments), {"HOME=/h", "SECRET=x"}), "salt");
}

Strings differ(const std::string& before, const std::string& after, const Pairs& arguments = {}) {
  return differing(digests(before, arguments), digests(after, arguments));
}

}  // namespace

TEST_SUITE("reload") {
  TEST_CASE("settings differ by what is in force, whatever their spelling") {
    CHECK(differ("server.port: 1\n", "server:\n  port: 1\n").empty());
    CHECK(differ("cairn.pollInterval: 1s\n", "cairn.poll-interval: 1s\n").empty());
    CHECK(differ("server.port: 1\n", "server.port: 2\n") == Strings{"server.port"});
    CHECK(differ("server.port: 1\n", "server.port: 2\n", {{"server.port", "3"}}).empty());
    CHECK(differ("server.port: 1\n", "cairn.hold.depth: 2\n") ==
          Strings{"cairn.hold.depth", "server.port"});
    CHECK(differ("cairn.access: [{roles: [a]}]\n", "cairn.access: [{roles: [a, b]}]\n") ==
          Strings{"cairn.access[0].roles[1]"});
  }

  TEST_CASE("a placeholder stands for its value, and names that nobody knows count for nothing") {
    CHECK(differ("encrypt.key: ${SECRET}\n", "encrypt.key: x\n").empty());
    CHECK(differ("my.own: 1\n", "my.own: 2\n").empty());
  }

  TEST_CASE("digests hold no value, and are of no use without their salt") {
    const SettingsTree tree = tree_of("encrypt.key: canary\n", {}, {"HOME=/h"});
    const auto one = digests_of(tree, "one");
    CHECK(one.at("encrypt.key").find("canary") == std::string::npos);
    CHECK(one.at("encrypt.key") != digests_of(tree, "two").at("encrypt.key"));
  }

  TEST_CASE("what can change is on a list, and members of its lists as well") {
    for (const char* name : {"logging.level.root", "logging.structured.format.console",
                             "cairn.access[0].roles[1]", "cairn.auth.failures",
                             "spring.security.user.password", "cairn.auth.certificates[2].name"}) {
      CAPTURE(name);
      CHECK(can_change(name));
    }
    for (const char* name : {"server.port", "cairn.access-log", "cairn.auth.users-file",
                             "logging.level.rooted", "encrypt.key"}) {
      CAPTURE(name);
      CHECK_FALSE(can_change(name));
    }
  }
}

// Which files the bodies of notifications tell of.
#include "hooks/paths.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/joined.hpp"

using namespace cairn;
using namespace cairn::hooks;

namespace {

const std::vector<Provider> all(all_providers.begin(), all_providers.end());
const std::pair<std::string, std::string> github{"X-GitHub-Event", "push"};
const std::pair<std::string, std::string> gitea{"X-Gitea-Event", "push"};

std::string shown(const Result<Changes>& changes) {
  if (!changes) {
    return changes.error().code == ErrorCode::invalid_argument ? "bad" : "failed";
  }
  std::vector<std::string> paths;
  for (const auto& path : changes->paths) {
    paths.push_back(path.value_or("(null)"));
  }
  return base::joined(paths, "|");
}

std::string json_paths(std::vector<std::pair<std::string, std::string>> fields,
                       const std::string& body, const std::vector<Provider>& asked = all) {
  Notification notification;
  notification.fields = std::move(fields);
  notification.body = body;
  return shown(changes_of_json(notification, asked));
}

std::string form_paths(const std::string& body, const std::string& query = "") {
  Notification notification;
  notification.body = body;
  notification.query = query;
  return shown(changes_of_form(notification));
}

const std::string commits =
    R"({"commits":[{"added":["a.yml"],"removed":["b.yml"],"modified":["c.yml"]},)"
    R"({"added":["a.yml"],"modified":["d.yml"]}],"path":"own.yml"})";

}  // namespace

TEST_SUITE("hooks, paths") {
  TEST_CASE("commits tell their files in order, each once") {
    CHECK(json_paths({github}, commits) == "a.yml|b.yml|c.yml|d.yml");
    CHECK(json_paths({{"X-Gogs-Event", "push"}}, commits) == "own.yml");  // GitHub alone is before
    CHECK(json_paths({{"X-Gogs-Event", "push"}}, R"({"commits":[{"added":["x"]}]})") == "x");
  }

  TEST_CASE("without files of commits the path counts, and without one nothing") {
    CHECK(json_paths({github}, R"({"commits":[],"path":"own.yml"})") == "own.yml");
    CHECK(json_paths({github}, R"({"commits":[{"added":[],"modified":null}]})").empty());
    CHECK(json_paths({}, R"({"path":["a","b","a",null]})") == "a|b|a|(null)");
    CHECK(json_paths({}, R"({"path":null})").empty());
    CHECK(json_paths({}, R"({"path":{"a":1}})").empty());
    CHECK(json_paths({}, "{}").empty());
  }

  TEST_CASE("hosts that do not tell files mean everybody") {
    CHECK(json_paths({gitea}, R"({"commits":[{"added":["a"]}]})") == "application.yml");
    CHECK(json_paths({gitea}, "{}").empty());
    const std::pair<std::string, std::string> hook{"X-Hook-UUID", "1"};
    const std::pair<std::string, std::string> request{"X-Request-Id", "1"};
    CHECK(json_paths({{"X-Event-Key", "repo:push"}, hook}, R"({"push":{"changes":[]}})") ==
          "application.yml");
    CHECK(json_paths({{"X-Event-Key", "repo:push"}, hook}, R"({"push":[]})").empty());
    CHECK(json_paths({{"X-Event-Key", "repo:refs_changed"}, request}, R"({"changes":[]})") ==
          "application.yml");
    CHECK(json_paths({{"X-Event-Key", "repo:refs_changed"}, request}, "{}").empty());
    CHECK(json_paths({{"X-Event-Key", "pr:merged"}, request}, "{}") == "application.yml");
  }

  TEST_CASE("with the fields of two hosts the first that tells something is believed") {
    CHECK(json_paths({gitea, github}, R"({"commits":[{"added":["a"]}]})") == "a");
    CHECK(json_paths({gitea, github}, R"({"commits":[{"added":["a"]}]})", {Provider::gitea}) ==
          "application.yml");
    CHECK(json_paths({github}, R"({"commits":[{"added":["a"]}]})", {}).empty());
  }

  TEST_CASE("bodies that cannot be read are told from those that tell nothing") {
    for (const char* body : {"", "{", "[]", "1", "null", "{} x", "{\"a\":\"\xFF\"}"}) {
      CAPTURE(body);
      CHECK(json_paths({}, body) == "bad");
    }
    CHECK(json_paths({github}, R"({"commits":[{"modified":"shop.yml"}]})") == "bad");
    CHECK(json_paths({github}, R"({"commits":[{"modified":["shop.yml",1]}]})") == "bad");
    CHECK(json_paths({github}, R"({"commits":["x"]})") == "bad");
    CHECK(json_paths({}, R"({"path":[1]})") == "bad");
  }

  TEST_CASE("a body may nest a thousand times") {
    const auto nested = [](std::size_t depth) {
      return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    CHECK(json_paths({}, nested(998)).empty());
    CHECK(json_paths({}, nested(1001)) == "bad");
    CHECK(json_paths({}, nested(200'000)) == "bad");
  }

  TEST_CASE("addresses of the repository are found under any name") {
    Notification notification;
    notification.body =
        R"({"repository":{"clone_url":"https://h/t/r.git","ssh_url":"git@h:t/r.git","name":"r",)"
        R"("links":{"clone":[{"href":"https://u@h/t/r.git"}]}},"path":"x","other":"https://no"})";
    const auto changes = changes_of_json(notification, all);
    REQUIRE(changes);
    CHECK(base::joined(changes->addresses, " ") ==
          "https://h/t/r.git https://u@h/t/r.git git@h:t/r.git");
  }

  TEST_CASE("forms name their paths") {
    CHECK(form_paths("path=%2Ffoo%2Fbar.properties&path=/application.properties") ==
          "/foo/bar.properties|/application.properties");
    CHECK(form_paths("path=foo.yml,+bar.yml") == "foo.yml|bar.yml");
    CHECK(form_paths("path=a,b&path=c") == "a,b|c");
    CHECK(form_paths("path=b", "path=a&x=y") == "a|b");
    CHECK(form_paths("path=").empty());
    CHECK(form_paths("payload={}") == "bad");
    CHECK(form_paths("path=%zz") == "bad");
    CHECK(form_paths("") == "bad");
  }
}

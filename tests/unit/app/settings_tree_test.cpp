// Tests of app/settings_tree.hpp.
#include "app/settings_tree.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

std::string text_of(const SettingsTree& tree, const char* name) {
  const auto setting = tree.get(name);
  REQUIRE(setting.has_value());
  return *setting ? (*setting)->text : "(none)";
}

Strings list_of(const SettingsTree& tree, const char* name) {
  const auto list = tree.list(name);
  REQUIRE(list.has_value());
  Strings texts;
  for (const Setting& item : list->value_or(std::vector<Setting>())) {
    texts.push_back(item.text);
  }
  return texts;
}

}  // namespace

TEST_SUITE("settings tree") {
  TEST_CASE("arguments win over the environment, that over files") {
    const char* yaml = "a: file\nb: file\nc: file\nd: file\n";

    const auto tree =
        tree_of(yaml, {{"a", "argument"}},
                {"A=variable", "B=variable", R"(SPRING_APPLICATION_JSON={"b":"json","c":"json"})"});

    CHECK(text_of(tree, "a") == "argument");
    CHECK(text_of(tree, "b") == "json");
    CHECK(text_of(tree, "c") == "json");
    CHECK(text_of(tree, "d") == "file");
    CHECK(text_of(tree, "e") == "(none)");
  }

  TEST_CASE("every value knows where it comes from") {
    const auto tree = tree_of("a:\n  b: file\n", {{"x", "1"}}, {"MY_VAR=2"});

    const auto file = tree.get("a.b").value();
    CHECK(file->origin.text().find("application.yml:2:6") != std::string::npos);
    CHECK(tree.get("x").value()->origin.text() == "argument --x");
    CHECK(tree.get("my.var").value()->origin.text() == "environment variable MY_VAR");
  }

  TEST_CASE("names may be written in every way") {
    const auto tree =
        tree_of("git:\n  searchPaths: camel\n  try_master_branch: snake\n", {},
                {"GIT_CLONEONSTART=dashes dropped", "GIT_FORCE_PULL=dashes kept", "git_uri=lower"});

    CHECK(text_of(tree, "git.search-paths") == "camel");
    CHECK(text_of(tree, "git.try-master-branch") == "snake");
    CHECK(text_of(tree, "git.clone-on-start") == "dashes dropped");
    CHECK(text_of(tree, "git.force-pull") == "dashes kept");
    CHECK(text_of(tree, "git.uri") == "lower");
  }

  TEST_CASE("lists are comma texts or indexes, of one source") {
    const auto tree = tree_of("a: x, y ,,z\nb: [x, 'y,z']\nc: [x, y]\nd: [x]\n", {{"c", "q"}},
                              {"D_0=p", "D_1=q"});

    CHECK(list_of(tree, "a") == Strings{"x", "y", "z"});
    CHECK(list_of(tree, "b") == Strings{"x", "y,z"});
    CHECK(list_of(tree, "c") == Strings{"q"});
    CHECK(list_of(tree, "d") == Strings{"p", "q"});
    CHECK(list_of(tree, "e").empty());
  }

  TEST_CASE("maps keep their ids, the most important source first") {
    const auto tree =
        tree_of("m:\n  Team-A: {uri: a}\n  '[b.c]': {uri: b}\n  plain: c\n", {{"m.late.uri", "z"}});

    Strings names;
    for (const SettingsTree::Member& member : tree.members("m")) {
      names.push_back(member.id + ": " + member.name);
    }
    CHECK(names == Strings{"late: m.late", "Team-A: m.Team-A", "b.c: m[b.c]", "plain: m.plain"});
    CHECK(text_of(tree, "m.team-a.uri") == "a");
    CHECK(text_of(tree, "m[b.c].uri") == "b");
  }

  TEST_CASE("what is below a name is a flat map, each key once") {
    const auto tree =
        tree_of("m:\n  a.b: 1\n  list: [x]\n  flag: true\n  t: ${who:me}\n", {{"m.a.b", "2"}});

    const auto below = tree.below("m");
    REQUIRE(below.size() == 4);
    CHECK(below[0].key == "a.b");
    CHECK(value_text(below[0].value) == "2");
    CHECK(below[1].key == "list.0");
    CHECK(std::get<bool>(below[2].value));
    CHECK(value_text(below[3].value) == "me");
  }

  TEST_CASE("placeholders are resolved from the tree and the environment") {
    const auto tree =
        tree_of("host: h\na: http://${host}:${port:80}/${HARBOR_REGION}\nb: ${my-name}\n", {},
                {"HARBOR_REGION=eu", "MY_NAME=me"});

    CHECK(text_of(tree, "a") == "http://h:80/eu");
    CHECK(text_of(tree, "b") == "me");
  }

  TEST_CASE("a placeholder without a value is an error that names it and its place") {
    const auto tree = tree_of("a: x${nowhere}y\nb: ${c}\nc: ${b}\nd: ${a}\n");

    for (const char* name : {"a", "b", "d"}) {
      CAPTURE(name);
      const auto setting = tree.get(name);
      REQUIRE_FALSE(setting.has_value());
      CHECK(setting.error().code == ErrorCode::invalid_argument);
      CHECK(setting.error().origin.at.known());
    }
    CHECK(tree.get("a").error().message.find("nowhere") != std::string::npos);
  }

  TEST_CASE("an escaped placeholder is text") {
    const auto tree = tree_of("a: \\${nowhere}\n");

    CHECK(text_of(tree, "a") == "${nowhere}");
  }

  TEST_CASE("typed values become the text that Java would print") {
    const auto tree = tree_of("a: true\nb: 1e10\nc: 0x10\nd: 99999999999999999999\ne:\nf: 1.10\n");

    CHECK(text_of(tree, "a") == "true");
    CHECK(text_of(tree, "b") == "1.0E10");
    CHECK(text_of(tree, "c") == "16");
    CHECK(text_of(tree, "d") == "99999999999999999999");
    CHECK(text_of(tree, "e") == "");
    CHECK(text_of(tree, "f") == "1.1");
  }
}

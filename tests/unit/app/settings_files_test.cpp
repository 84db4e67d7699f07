// Tests of app/settings_files.hpp: which files are read, in which order, which documents apply.
#include "app/settings_files.hpp"

#include "unit/app/support.hpp"

using namespace cairn;
using namespace cairn::app;
using namespace cairn::app::test;

namespace {

std::string value(const SettingsTree& tree, const char* name) {
  const auto setting = tree.get(name);
  REQUIRE(setting.has_value());
  return *setting ? (*setting)->text : "(none)";
}

SettingsTree load(const SettingsInput& input) {
  auto tree = load_settings_tree(input);
  REQUIRE_MESSAGE(tree.has_value(), tree.error().text());
  return *std::move(tree);
}

Error error_of(const SettingsInput& input) {
  auto tree = load_settings_tree(input);
  REQUIRE_FALSE(tree.has_value());
  return tree.error();
}

}  // namespace

TEST_SUITE("settings files") {
  TEST_CASE("nothing at all is a tree without values") {
    const Directory directory;
    const auto tree = load(directory.input());
    CHECK(tree.find("server.port") == nullptr);
    CHECK(tree.active_profiles() == Strings{"default"});
    CHECK(tree.looked_at().size() > 2);
  }

  TEST_CASE("./config wins over ., that over the system's directory") {
    const Directory directory;
    directory.write("etc/application.yml", "a: etc\nb: etc\nc: etc\n");
    directory.write("application.yml", "a: here\nb: here\n");
    directory.write("config/application.yml", "a: config\n");

    const auto tree = load(directory.input());

    CHECK(value(tree, "a") == "config");
    CHECK(value(tree, "b") == "here");
    CHECK(value(tree, "c") == "etc");
  }

  TEST_CASE("in one directory .properties wins over .yml, that over .yaml") {
    const Directory directory;
    directory.write("application.yaml", "a: yaml\nb: yaml\nc: yaml\n");
    directory.write("application.yml", "a: yml\nb: yml\n");
    directory.write("application.properties", "a=properties\n");

    const auto tree = load(directory.input());

    CHECK(value(tree, "a") == "properties");
    CHECK(value(tree, "b") == "yml");
    CHECK(value(tree, "c") == "yaml");
  }

  TEST_CASE("a location replaces the usual places, an additional one overrides them") {
    const Directory directory;
    directory.write("application.yml", "a: usual\nb: usual\n");
    directory.write("other/my.yml", "a: my\n");

    for (const std::string& location :
         {std::string("other/my.yml"), "file:" + directory / "other/my.yml",
          "file://" + directory / "other/my.yml", std::string("./other/my.yml"),
          std::string("optional:file:other/my.yml")}) {
      CAPTURE(location);
      const auto only = load(directory.input({{"spring.config.location", location}}));
      CHECK(value(only, "a") == "my");
      CHECK(value(only, "b") == "(none)");
    }
    const auto both =
        load(directory.input({{"spring.config.additional-location", "other/my.yml"}}));
    CHECK(value(both, "a") == "my");
    CHECK(value(both, "b") == "usual");
    const auto variable = load(directory.input({}, {"SPRING_CONFIG_LOCATION=other/my.yml"}));
    CHECK(value(variable, "b") == "(none)");
  }

  TEST_CASE("of several locations the last wins; a directory holds application.*") {
    const Directory directory;
    directory.write("one/application.yml", "a: one\nb: one\n");
    directory.write("two/application.properties", "a=two\n");

    for (const char* locations : {"one/,two/", "one,two", "one/;two/"}) {
      CAPTURE(locations);
      const auto tree = load(directory.input({{"spring.config.location", locations}}));
      CHECK(value(tree, "a") == "two");
      CHECK(value(tree, "b") == "one");
    }
    directory.write("one/server.yml", "a: named\n");
    const auto named = load(
        directory.input({{"spring.config.location", "one/"}, {"spring.config.name", "server"}}));
    CHECK(value(named, "a") == "named");
  }

  TEST_CASE("a named file that is not there is an error with its name and who named it") {
    const Directory directory;
    const Error error = error_of(directory.input({{"spring.config.location", "no/where.yml"}}));
    CHECK(error.code == ErrorCode::not_found);
    CHECK(error.text().find("no/where.yml") != std::string::npos);
    CHECK(error.text().find("argument --spring.config.location") != std::string::npos);

    CHECK(
        load_settings_tree(directory.input({{"spring.config.location", "optional:no/where.yml"}})));
    CHECK(load_settings_tree(directory.input({{"spring.config.location", "optional:no/"}})));
    CHECK(
        load_settings_tree(directory.input({{"spring.config.location", "optional:classpath:/"}})));
  }

  TEST_CASE("what cannot be read is an error") {
    const Directory directory;
    directory.write("a.txt", "x");
    for (const char* location :
         {"a.txt", "classpath:/a.yml", "configserver:", "file:", "optional:"}) {
      CAPTURE(location);
      const Error error = error_of(directory.input({{"spring.config.location", location}}));
      CHECK(error.code == ErrorCode::invalid_argument);
    }
    directory.write("application.yml", "a: 1\na: 2\n");
    const Error error = error_of(directory.input());
    CHECK(error.code == ErrorCode::failed_precondition);
    CHECK(error.text().find("application.yml:2:") != std::string::npos);
    const Error json = error_of(directory.input({}, {"SPRING_APPLICATION_JSON={"}));
    CHECK(json.text().find("SPRING_APPLICATION_JSON") != std::string::npos);
  }

  TEST_CASE("later documents win, and count only with their profiles") {
    const Directory directory;
    directory.write(
        "application.yml",
        "a: plain\nb: plain\n---\nspring.config.activate.on-profile: prod & !eu\na: prod\n---\n"
        "spring:\n  config:\n    activate:\n      onProfile: [dev, qa]\na: dev\n---\nb: last\n");

    CHECK(value(load(directory.input()), "a") == "plain");
    CHECK(value(load(directory.input()), "b") == "last");
    CHECK(value(load(directory.input({{"spring.profiles.active", "prod"}})), "a") == "prod");
    CHECK(value(load(directory.input({{"spring.profiles.active", "prod,eu"}})), "a") == "plain");
    CHECK(value(load(directory.input({}, {"SPRING_PROFILES_ACTIVE=qa"})), "a") == "dev");
  }

  TEST_CASE("files of profiles win over all plain files, the last profile over the first") {
    const Directory directory;
    directory.write("application.yml",
                    "spring.profiles.active: one,two\na: plain\nb: plain\nc: plain\n");
    directory.write("config/application.yml", "c: config\n");
    directory.write("application-one.yml", "a: one\nb: one\nc: one\n");
    directory.write("application-two.properties", "a=two\n");

    const auto tree = load(directory.input());

    CHECK(tree.active_profiles() == Strings{"one", "two"});
    CHECK(value(tree, "a") == "two");
    CHECK(value(tree, "b") == "one");
    CHECK(value(tree, "c") == "one");
  }

  TEST_CASE("a file named by a location has variants of profiles, too") {
    const Directory directory;
    directory.write("my.yml", "a: plain\n");
    directory.write("my-dev.yml", "a: dev\n");

    const auto tree = load(
        directory.input({{"spring.config.location", "my.yml"}, {"spring.profiles.active", "dev"}}));

    CHECK(value(tree, "a") == "dev");
  }

  TEST_CASE("profiles come from include, active, groups and the default") {
    const Directory directory;
    directory.write("application.yml",
                    "spring:\n  profiles:\n    include: base\n    active: prod\n    group:\n"
                    "      prod: [db, mq]\n      db: [disk, prod]\n");

    CHECK(load(directory.input()).active_profiles() == Strings{"base", "prod", "db", "disk", "mq"});
    CHECK(load(directory.input({{"spring.profiles.active", "dev"}})).active_profiles() ==
          Strings{"base", "dev"});
    const Directory empty;
    CHECK(load(empty.input({{"spring.profiles.default", "quiet"}})).active_profiles() ==
          Strings{"quiet"});
    CHECK(error_of(empty.input({{"spring.profiles.active", "a b"}})).code ==
          ErrorCode::invalid_argument);
  }

  TEST_CASE("profiles may not be chosen where profiles decide") {
    const Directory directory;
    directory.write("application.yml",
                    "spring.profiles.active: dev\n---\nspring.config.activate.on-profile: dev\n"
                    "spring.profiles.include: more\n");
    const Error error = error_of(directory.input());
    CHECK(error.code == ErrorCode::invalid_argument);
    CHECK(error.text().find("application.yml:4:") != std::string::npos);
  }

  TEST_CASE("a condition that cannot be read is an error with its place") {
    const Directory directory;
    directory.write("application.yml", "spring.config.activate.on-profile: a & b | c\na: 1\n");
    CHECK(error_of(directory.input()).text().find("application.yml:1:") != std::string::npos);
  }

  TEST_CASE("a document may be for one platform") {
    const Directory directory;
    directory.write(
        "application.yml",
        "a: plain\n---\nspring.config.activate.on-cloud-platform: kubernetes\na: cluster\n");
    CHECK(value(load(directory.input()), "a") == "plain");
    CHECK(value(load(directory.input({{"cairn.cloud-platform", "kubernetes"}})), "a") == "cluster");
    CHECK(value(load(directory.input({{"spring.main.cloud-platform", "kubernetes"}})), "a") ==
          "cluster");
  }

  TEST_CASE("an import overrides its document, and counts from its directory") {
    const Directory directory;
    directory.write("conf/application.yml",
                    "spring.config.import: [more/a.yml, 'optional:none.yml', "
                    "'file:b.properties']\na: 1\nb: 1\nc: 1\n");
    directory.write("conf/more/a.yml", "a: 2\nb: 2\nspring.config.import: c.yml\n");
    directory.write("conf/more/c.yml", "d: nested\n");
    directory.write("conf/more/a-dev.yml", "c: dev\n");
    directory.write("conf/b.properties", "b=3\n");

    const auto tree = load(
        directory.input({{"spring.config.location", "conf/"}, {"spring.profiles.active", "dev"}}));

    CHECK(value(tree, "a") == "2");
    CHECK(value(tree, "b") == "3");
    CHECK(value(tree, "c") == "dev");
    CHECK(value(tree, "d") == "nested");
  }

  TEST_CASE("an import may use placeholders, and must exist unless it is optional") {
    const Directory directory;
    directory.write("application.yml", "where: secrets\nspring.config.import: ${where}.yml\n");
    const Error error = error_of(directory.input());
    CHECK(error.code == ErrorCode::not_found);
    CHECK(error.text().find("application.yml:2:") != std::string::npos);

    directory.write("secrets.yml", "a: s3cret\n");
    CHECK(value(load(directory.input()), "a") == "s3cret");
  }

  TEST_CASE("imports that lead in a circle end") {
    const Directory directory;
    directory.write("application.yml", "spring.config.import: b.yml\na: 1\n");
    directory.write("b.yml", "spring.config.import: application.yml\na: 2\n");
    CHECK(value(load(directory.input()), "a") == "2");
  }

  TEST_CASE("more files than the limit are refused") {
    const Directory directory;
    const auto write_chain = [&](int files) {
      directory.write("application.yml", "spring.config.import: f1.yml\n");
      for (int i = 1; i < files; ++i) {
        directory.write("f" + std::to_string(i) + ".yml",
                        i + 1 < files ? "spring.config.import: f" + std::to_string(i + 1) + ".yml\n"
                                      : "a: end\n");
      }
    };
    write_chain(256);
    CHECK(value(load(directory.input()), "a") == "end");
    write_chain(257);
    CHECK(error_of(directory.input()).code == ErrorCode::resource_exhausted);
  }
}

// Local files of Layers: places, profiles, documents, errors.
#include <string>
#include <vector>

#include "cairn/layers.hpp"
#include "client/config_directory.hpp"
#include "client/sources.hpp"

using cairn::Config;
using cairn::ErrorCode;
using cairn::LayerOptions;
using cairn::Layers;
using cairn::test::ConfigDirectory;
using cairn::test::error_of;

using Texts = std::vector<std::string>;

namespace {

LayerOptions options_in(const ConfigDirectory& directory) {
  LayerOptions options;
  options.environment = Texts();
  options.files = {directory.path() + "/", directory.path() + "/config/"};
  return options;
}

Layers read(const LayerOptions& options) {
  auto layers = Layers::read(options);
  REQUIRE_MESSAGE(layers.has_value(), layers.error().text());
  return *std::move(layers);
}

std::string value(const LayerOptions& options, const char* key) {
  return read(options).local().get<std::string>(key, "-").value();
}

}  // namespace

TEST_SUITE("local files") {
  TEST_CASE("later places and .properties count before others") {
    ConfigDirectory directory;
    directory.write("application.yaml", "a: yaml\nb: yaml\nc: yaml\nd: yaml\n");
    directory.write("application.yml", "a: yml\nb: yml\nc: yml\n");
    directory.write("application.properties", "a=properties\nb=properties\n");
    directory.write("config/application.yml", "a: config\n");
    const LayerOptions options = options_in(directory);
    CHECK(value(options, "a") == "config");
    CHECK(value(options, "b") == "properties");
    CHECK(value(options, "c") == "yml");
    CHECK(value(options, "d") == "yaml");
  }

  TEST_CASE("files of profiles count before plain ones, later profiles before earlier ones") {
    ConfigDirectory directory;
    directory.write("config/application.yml", "a: plain\nb: plain\nc: plain\n");
    directory.write("application-one.yml", "a: one\nb: one\n");
    directory.write("application-two.properties", "a=two\n");
    LayerOptions options = options_in(directory);
    options.profiles = "one, two";
    CHECK(value(options, "a") == "two");
    CHECK(value(options, "b") == "one");
    CHECK(value(options, "c") == "plain");
    CHECK(read(options).profiles() == Texts{"one", "two"});
  }

  TEST_CASE("documents apply by their profile expression") {
    ConfigDirectory directory;
    directory.write("application.yml",
                    "a: 1\n---\nspring.config.activate.on-profile: dev & !eu\na: 2\n---\n"
                    "spring.config.activate.on-profile: [eu, us]\na: 3\n---\n"
                    "spring.config.activate.on-cloud-platform: kubernetes\na: 4\n");
    LayerOptions options = options_in(directory);
    CHECK(value(options, "a") == "1");
    options.profiles = "dev";
    CHECK(value(options, "a") == "2");
    options.profiles = "dev,eu";
    CHECK(value(options, "a") == "3");
    options.arguments = {"--spring.main.cloud-platform=KUBERNETES"};
    CHECK(value(options, "a") == "4");
  }

  TEST_CASE("profiles come from the layers, with includes and groups") {
    ConfigDirectory directory;
    directory.write("application.yml",
                    "spring.profiles:\n  active: prod\n  include: base\n"
                    "  group: {prod: [db, mail], db: disk}\n");
    directory.write("application-prod.yml", "a: prod\n");
    directory.write("application-test.yml", "a: test\n");
    directory.write("application-default.yml", "b: default\n");
    LayerOptions options = options_in(directory);
    CHECK(read(options).profiles() == Texts{"base", "prod", "db", "disk", "mail"});
    CHECK(value(options, "a") == "prod");
    CHECK(value(options, "b") == "-");
    options.environment = Texts{"SPRING_PROFILES_ACTIVE=test"};
    CHECK(read(options).profiles() == Texts{"base", "test"});
    CHECK(value(options, "a") == "test");
    options.arguments = {"--spring.profiles.active=x,y"};
    CHECK(read(options).profiles() == Texts{"base", "x", "y"});
    options.profiles = "z";
    CHECK(read(options).profiles() == Texts{"base", "z"});
  }

  TEST_CASE("without any profile it is the default one") {
    ConfigDirectory directory;
    directory.write("application-default.yml", "b: default\n");
    directory.write("application-none.yml", "b: none\n");
    LayerOptions options = options_in(directory);
    CHECK(read(options).profiles() == Texts{"default"});
    CHECK(value(options, "b") == "default");
    options.arguments = {"--spring.profiles.default=none"};
    CHECK(value(options, "b") == "none");
  }

  TEST_CASE("places and names can be set by arguments and variables") {
    ConfigDirectory directory;
    directory.write("application.yml", "a: usual\n");
    directory.write("shop.yml", "a: shop\n");
    directory.write("other/application.yml", "a: other\nb: other\n");
    directory.write("one.properties", "a=one\n");
    directory.write("one-dev.properties", "a=one-dev\n");
    LayerOptions options = options_in(directory);
    const std::string root = directory.path();
    options.environment = Texts{"SPRING_CONFIG_NAME=shop"};
    CHECK(value(options, "a") == "shop");
    options.environment = Texts{"SPRING_CONFIG_ADDITIONALLOCATION=" + root + "/other/"};
    CHECK(value(options, "a") == "other");
    options.environment = Texts();
    options.arguments = {"--spring.config.location=file:" + root +
                         "/one.properties,optional:" + root + "/gone.yml"};
    CHECK(value(options, "a") == "one");
    options.profiles = "dev";
    CHECK(value(options, "a") == "one-dev");
  }

  TEST_CASE("a value's origin is its file") {
    ConfigDirectory directory;
    directory.write("application.properties", "a=1\nb=x\n");
    const Config config = read(options_in(directory)).local();
    CHECK(error_of(config.get<int>("b")) == directory.path() +
                                                "/application.properties:2:3: b: 'x' is no whole "
                                                "number");
  }
}

TEST_SUITE("local files that cannot be used") {
  TEST_CASE("what is named and is not there") {
    LayerOptions options;
    options.environment = Texts();
    options.files = {"no/such/file.yml"};
    const auto layers = Layers::read(options);
    REQUIRE_FALSE(layers.has_value());
    CHECK(layers.error().code == ErrorCode::not_found);
    CHECK(layers.error().text() == "the file 'no/such/file.yml' does not exist");
    options.files = {"optional:no/such/file.yml", "no/such/directory/"};
    CHECK(Layers::read(options).has_value());
    for (const char* bad : {"", "file:", "optional:"}) {
      options.files = {bad};
      CHECK(Layers::read(options).error().code == ErrorCode::invalid_argument);
    }
  }

  TEST_CASE("what does not parse names its line and column") {
    ConfigDirectory directory;
    directory.write("application.yml", "a: 1\nb: [1\n");
    const auto layers = Layers::read(options_in(directory));
    REQUIRE_FALSE(layers.has_value());
    CHECK(layers.error().code == ErrorCode::failed_precondition);
    CHECK(layers.error().origin.file == directory.path() + "/application.yml");
    CHECK(layers.error().origin.at.known());
  }

  TEST_CASE("an extension that is not known") {
    ConfigDirectory directory;
    directory.write("a.toml", "a = 1\n");
    LayerOptions options = options_in(directory);
    options.files = {directory.path() + "/a.toml"};
    CHECK(Layers::read(options).error().code == ErrorCode::invalid_argument);
  }

  TEST_CASE("a document that profiles decide about cannot decide about profiles") {
    ConfigDirectory directory;
    directory.write("application-dev.yml", "a: 1\nspring.profiles.active: x\n");
    LayerOptions options = options_in(directory);
    options.profiles = "dev";
    CHECK(error_of(Layers::read(options)) ==
          directory.path() +
              "/application-dev.yml:2:25: spring.profiles.active: not allowed where profiles "
              "decide whether it is read");
    directory.write("application-dev.yml", "a: 1\n");
    CHECK(Layers::read(options).has_value());
    directory.write("application.yml",
                    "spring:\n  config.activate.on-profile: dev\n  profiles.include: x\n");
    CHECK(Layers::read(options).error().code == ErrorCode::invalid_argument);
  }

  TEST_CASE("profiles and conditions that are none") {
    ConfigDirectory directory;
    LayerOptions options = options_in(directory);
    options.profiles = "a/b";
    CHECK(error_of(Layers::read(options)) == "'a/b' is no profile name");
    options.profiles = "";
    options.arguments = {"--spring.profiles.active=-x"};
    CHECK(error_of(Layers::read(options)) ==
          "argument --spring.profiles.active: spring.profiles.active: '-x' is no profile name");
    options.arguments = {};
    directory.write("application.yml", "a: 1\n---\nspring.config.activate.on-profile: a & b | c\n");
    const auto layers = Layers::read(options);
    REQUIRE_FALSE(layers.has_value());
    CHECK(layers.error().code == ErrorCode::invalid_argument);
    CHECK(layers.error().text() == directory.path() +
                                       "/application.yml:3:36: malformed profile expression 'a & "
                                       "b | c'");
  }

  TEST_CASE("at most 64 profiles") {
    LayerOptions options;
    options.environment = Texts();
    options.files = {};
    for (int i = 0; i < 64; ++i) {
      options.profiles += "p" + std::to_string(i) + ",";
    }
    CHECK(Layers::read(options).error().code == ErrorCode::invalid_argument);  // an empty one
    options.profiles.pop_back();
    CHECK(Layers::read(options).has_value());
    options.profiles += ",one-more";
    CHECK(Layers::read(options).error().code == ErrorCode::resource_exhausted);
  }
}

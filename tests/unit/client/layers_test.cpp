// Layers: their order, and the local files.
#include "cairn/layers.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include "client/config_directory.hpp"
#include "client/sources.hpp"

using cairn::Config;
using cairn::ErrorCode;
using cairn::LayerOptions;
using cairn::Layers;
using cairn::Obtained;
using cairn::RemoteAnswer;
using cairn::RemoteOrder;
using cairn::test::ConfigDirectory;
using cairn::test::error_of;
using cairn::test::texts;
using cairn::test::yaml;

using Texts = std::vector<std::string>;

namespace {

// Options that look at nothing but what a test gives them.
LayerOptions isolated(const ConfigDirectory& directory) {
  LayerOptions options;
  options.environment = Texts();
  options.files = {directory.path() + "/"};
  return options;
}

LayerOptions isolated() {
  LayerOptions options;
  options.environment = Texts();
  options.files = {};
  return options;
}

Layers read(const LayerOptions& options) {
  auto layers = Layers::read(options);
  REQUIRE_MESSAGE(layers.has_value(), layers.error().text());
  return *std::move(layers);
}

RemoteAnswer answer_of(std::vector<cairn::PropertySource> sources) {
  RemoteAnswer answer;
  answer.environment.sources = std::move(sources);
  return answer;
}

std::string text_of(const Config& config, const char* key) {
  return config.get<std::string>(key, "-").value();
}

}  // namespace

TEST_SUITE("order of layers") {
  TEST_CASE("arguments, variables, remote, files, defaults") {
    ConfigDirectory directory;
    directory.write("application.yml", "k4: file\nk3: file\nk2: file\nk1: file\n");
    LayerOptions options = isolated(directory);
    options.arguments = {"--k1=argument"};
    options.environment = Texts{"K1=variable", "K2=variable"};
    options.defaults = {{"k1", "default"},
                        {"k2", "default"},
                        {"k3", "default"},
                        {"k4", "default"},
                        {"k5", "default"}};
    const auto remote = texts("r", {{"k1", "remote"}, {"k2", "remote"}, {"k3", "remote"}});
    const Layers layers = read(options);
    const Config config = layers.with(answer_of({remote}));
    CHECK(text_of(config, "k1") == "argument");
    CHECK(text_of(config, "k2") == "variable");
    CHECK(text_of(config, "k3") == "remote");
    CHECK(text_of(config, "k4") == "file");
    CHECK(text_of(config, "k5") == "default");
    CHECK(text_of(layers.local(), "k3") == "file");
  }

  TEST_CASE("within the answer of a server the first source counts") {
    const Config config =
        read(isolated())
            .with(answer_of({yaml("shop-dev.yml", "a: 1"), yaml("shop.yml", "a: 2\nb: 2")}));
    CHECK(config.get<int>("a").value() == 1);
    CHECK(config.get<int>("b").value() == 2);
    CHECK(config.origin("b")->source == "configserver:shop.yml");
    CHECK(config.origin("b")->place.text() == "shop.yml:2:4");
  }

  TEST_CASE("every layer says where a value is from") {
    LayerOptions options = isolated();
    options.arguments = {"--a=x"};
    options.environment = Texts{"B_C=x"};
    options.defaults = {{"d", "x"}};
    const Config config = read(options).local();
    CHECK(error_of(config.get<int>("a")) ==
          "argument --a: a: 'x' is no whole number (in 'arguments')");
    CHECK(error_of(config.get<int>("b.c")) ==
          "environment variable B_C: b.c: 'x' is no whole number (in 'environment variables')");
    CHECK(error_of(config.get<int>("d")) == "defaults: d: 'x' is no whole number");
  }

  TEST_CASE("Spring's order: what is of a profile first, remote before local") {
    ConfigDirectory directory;
    directory.write("application.yml",
                    "a: f\nb: f\nc: f\nd: f\ne: f\n---\n"
                    "spring.config.activate.on-profile: dev\ne: d\n");
    directory.write("application-dev.yml", "a: fp\nb: fp\nc: fp\n");
    LayerOptions options = isolated(directory);
    options.profiles = "dev";
    options.remote_order = RemoteOrder::among_files;
    const RemoteAnswer answer =
        answer_of({texts("overrides", {{"a", "o"}}), texts("x/shop-dev.yml", {{"b", "rp"}}),
                   texts("x/shop.yml", {{"c", "r"}, {"d", "r"}, {"e", "r"}})});
    const Config spring = read(options).with(answer);
    CHECK(text_of(spring, "a") == "o");
    CHECK(text_of(spring, "b") == "rp");
    CHECK(text_of(spring, "c") == "fp");
    CHECK(text_of(spring, "d") == "r");
    CHECK(text_of(spring, "e") == "d");
    options.remote_order = RemoteOrder::above_files;
    CHECK(text_of(read(options).with(answer), "c") == "r");
    CHECK(text_of(read(options).with(answer), "e") == "r");
  }

  TEST_CASE("a source is of a profile where its name has it as a word") {
    LayerOptions options = isolated();
    options.profiles = "dev";
    options.defaults = {};
    options.remote_order = RemoteOrder::among_files;
    for (const char* name : {"shop-dev.yml", "shop-x,dev.yml", "a-dev", "a-dev-b"}) {
      CAPTURE(name);
      // Only order among remote sources shows here: those of profiles come first.
      const Config config =
          read(options).with(answer_of({texts("plain", {{"a", "1"}}), texts(name, {{"a", "2"}})}));
      CHECK(text_of(config, "a") == "2");
    }
    for (const char* name : {"shop-development.yml", "dev.yml", "shopdev.yml", "shop-dev2.yml"}) {
      CAPTURE(name);
      const Config config =
          read(options).with(answer_of({texts("plain", {{"a", "1"}}), texts(name, {{"a", "2"}})}));
      CHECK(text_of(config, "a") == "1");
    }
  }

  TEST_CASE("the remote part tells how it was come by") {
    RemoteAnswer answer = answer_of({});
    answer.how = Obtained::cache;
    answer.since = std::chrono::system_clock::time_point(std::chrono::seconds(5));
    answer.environment.version = "2f6c";
    answer.environment.label = "main";
    const Layers layers = read(isolated());
    const Config config = layers.with(answer);
    CHECK(config.remote().how == Obtained::cache);
    CHECK(config.remote().since == answer.since);
    CHECK(config.remote().version == "2f6c");
    CHECK(config.at("x").remote().label == "main");
    CHECK(layers.local().remote().how == Obtained::not_asked);
  }
}

TEST_SUITE("arguments and variables") {
  TEST_CASE("arguments as Spring reads them") {
    LayerOptions options = isolated();
    options.arguments = {"run", "-x", "--a=1=2", "--flag", "--b=x", "--b=y", "--=5", "--", "--c=3"};
    const Config config = read(options).local();
    CHECK(text_of(config, "a") == "1=2");
    CHECK(text_of(config, "flag").empty());
    CHECK(config.get<Texts>("b").value() == Texts{"x", "y"});
    CHECK(text_of(config, "c") == "-");
    CHECK(config.keys() == Texts{"a", "flag", "b"});
  }

  TEST_CASE("variables count by the names that Spring looks for") {
    LayerOptions options = isolated();
    options.environment = Texts{"POOL_MAXSIZE=1",
                                "POOL_MIN_SIZE=2",
                                "HOSTS_0=a",
                                "HOSTS_1=b",
                                "LIMITS_EU=5",
                                "PATH=/bin",
                                "_=x",
                                "nothing",
                                "=x"};
    options.defaults = {{"pool.max-size", 9}, {"limits.us", 6}};
    const Config config = read(options).local();
    CHECK(config.get<int>("pool.max-size").value() == 1);
    for (const char* name : {"pool.min-size", "pool.minSize", "pool.min_size"}) {
      CHECK(config.get<int>(name).value() == 2);
    }
    CHECK(config.get<int>("pool.max_size").value() == 1);
    CHECK(config.get<Texts>("hosts").value() == Texts{"a", "b"});
    CHECK(config.get<std::map<std::string, int>>("limits").value() ==
          std::map<std::string, int>{{"eu", 5}, {"us", 6}});
    CHECK(text_of(config, "path") == "/bin");
    CHECK(config.contains("path"));
    CHECK(config.origin("pool.max-size")->place.file == "environment variable POOL_MAXSIZE");
    // Only what another source names is listed.
    CHECK(config.keys() == Texts{"pool.max-size", "limits.us"});
  }

  TEST_CASE("a variable is no element where no list begins") {
    LayerOptions options = isolated();
    options.environment = Texts{"HOSTS_1=b"};
    options.defaults = {{"hosts", "x,y"}};
    CHECK(read(options).local().get<Texts>("hosts").value() == Texts{"x", "y"});
  }

  TEST_CASE("the process environment is read unless the options have one") {
    ::setenv("CAIRN_TEST_LAYER", "here", 1);
    LayerOptions options = isolated();
    options.environment.reset();
    CHECK(text_of(read(options).local(), "cairn.test.layer") == "here");
    ::unsetenv("CAIRN_TEST_LAYER");
  }
}

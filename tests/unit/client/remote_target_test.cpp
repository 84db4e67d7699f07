// What a server is asked for: names, profiles, labels and addresses.
#include <string>
#include <vector>

#include "cairn/layers.hpp"
#include "client/config_directory.hpp"
#include "client/sources.hpp"

using cairn::ErrorCode;
using cairn::LayerOptions;
using cairn::Layers;
using cairn::RemoteTarget;
using cairn::test::ConfigDirectory;
using cairn::test::error_of;

using Texts = std::vector<std::string>;

namespace {

LayerOptions with(std::vector<std::pair<std::string, cairn::Value>> defaults) {
  LayerOptions options;
  options.environment = Texts();
  options.files = {};
  options.defaults = std::move(defaults);
  return options;
}

RemoteTarget target_of(const LayerOptions& options) {
  auto layers = Layers::read(options);
  REQUIRE_MESSAGE(layers.has_value(), layers.error().text());
  return layers->target();
}

RemoteTarget target_with_file(const std::string& text) {
  ConfigDirectory directory;
  directory.write("application.yml", text);
  LayerOptions options = with({});
  options.files = {directory.path() + "/"};
  return target_of(options);
}

}  // namespace

TEST_SUITE("what a server is asked for") {
  TEST_CASE("without anything said") {
    const RemoteTarget target = target_of(with({}));
    CHECK(target.enabled);
    CHECK_FALSE(target.optional);
    CHECK(target.uris.empty());
    CHECK(target.application == "application");
    CHECK(target.profiles == "default");
    CHECK(target.label.empty());
  }

  TEST_CASE("the application") {
    LayerOptions options = with({{"spring.application.name", "shop"}});
    CHECK(target_of(options).application == "shop");
    options.defaults.emplace_back("spring.cloud.config.name", "a,b");
    CHECK(target_of(options).application == "a,b");
    options.application = "mine";
    CHECK(target_of(options).application == "mine");
    CHECK(target_of(with({{"spring.application.name", "${who:nobody}"}})).application == "nobody");
  }

  TEST_CASE("the profiles") {
    LayerOptions options = with({{"spring.profiles.active", "dev,eu"}});
    CHECK(target_of(options).profiles == "dev,eu");
    options.defaults.emplace_back("spring.cloud.config.profile", "default");
    CHECK(target_of(options).profiles == "dev,eu");
    options.defaults.back().second = "x,y";
    CHECK(target_of(options).profiles == "x,y");
    options.profiles = "p, q";
    CHECK(target_of(options).profiles == "p,q");
  }

  TEST_CASE("the label and whether to ask at all") {
    LayerOptions options =
        with({{"spring.cloud.config.label", "a,b"}, {"spring.cloud.config.enabled", false}});
    CHECK(target_of(options).label == "a,b");
    CHECK_FALSE(target_of(options).enabled);
    options.label = "main";
    CHECK(target_of(options).label == "main");
    CHECK_FALSE(Layers::read(with({{"spring.cloud.config.enabled", "perhaps"}})).has_value());
  }

  TEST_CASE("the addresses: an import's before the setting's") {
    CHECK(target_of(with({{"spring.cloud.config.uri", "http://a, http://b"}})).uris ==
          Texts{"http://a", "http://b"});
    const std::string setting = "spring.cloud.config.uri: http://a\nspring.config.import: ";
    CHECK(target_with_file(setting + "'configserver:'").uris == Texts{"http://a"});
    const RemoteTarget target =
        target_with_file(setting + "'optional:configserver:http://b,http://c?fail-fast=true'");
    CHECK(target.uris == Texts{"http://b", "http://c"});
    CHECK(target.optional);
  }

  TEST_CASE("several addresses in an element of a list") {
    const RemoteTarget target =
        target_with_file("spring.config.import: ['configserver:http://b,http://c']");
    CHECK(target.uris == Texts{"http://b", "http://c"});
    CHECK_FALSE(target.optional);
  }

  TEST_CASE("an import in list form, with a placeholder") {
    const RemoteTarget target = target_with_file(
        "host: h\nspring.config.import:\n  - optional:file:x.yml\n  - configserver:http://${host}");
    CHECK(target.uris == Texts{"http://h"});
    CHECK_FALSE(target.optional);
  }

  TEST_CASE("an import of another kind is an error unless it is optional") {
    ConfigDirectory directory;
    directory.write("application.yml", "spring.config.import: vault://\n");
    LayerOptions options = with({});
    options.files = {directory.path() + "/"};
    CHECK(error_of(Layers::read(options)) ==
          directory.path() +
              "/application.yml:1:23: spring.config.import: 'vault://' is not supported: only "
              "configserver: is; name files in the options");
  }
}

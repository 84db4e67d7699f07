// Which documents count, and in which order.
#include "resolve/loading.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "resolving.hpp"

using namespace cairn::resolve;

TEST_CASE("profile, then location, then name, then extension decide the order") {
  Server server(Files{{"application.yml", "a: 1\n"},
                      {"application-dev.yml", "a: 1\n"},
                      {"application-eu.yml", "a: 1\n"},
                      {"application-default.yml", "a: 1\n"},
                      {"shop.yml", "a: 1\n"},
                      {"shop.properties", "a=1\n"},
                      {"shop.yaml", "a: 1\n"},
                      {"shop.json", "{}"},
                      {"shop.YML", "a: 1\n"},
                      {"shop-dev.yml", "a: 1\n"},
                      {"sub/shop.yml", "a: 1\n"},
                      {"sub/shop-dev.yml", "a: 1\n"},
                      {"cart.yml", "a: 1\n"}});
  server.settings->search_paths = {"sub"};
  CHECK(files_of(server.ask(query("shop,cart", "dev,eu"))) ==
        Names{"application-eu.yml", "sub/shop-dev.yml", "shop-dev.yml", "application-dev.yml",
              "sub/shop.yml", "cart.yml", "shop.properties", "shop.yml", "shop.yaml",
              "application.yml"});
  CHECK(files_of(server.ask(query("shop", "default"))) ==
        Names{"application-default.yml", "sub/shop.yml", "shop.properties", "shop.yml", "shop.yaml",
              "application.yml"});
  CHECK(files_of(server.ask(query("application", "eu"))) ==
        Names{"application-eu.yml", "application.yml"});
}

TEST_CASE("without profiles nothing is loaded, but the label must exist") {
  const Server server(Files{{"shop.yml", "a: 1\n"}});
  CHECK(files_of(server.ask(query("shop", ""))).empty());
  CHECK(is_error(files_of(server.ask(query("shop", "", "none"))), "not_found"));
}

TEST_CASE("a file found by two names is loaded once, where it stands highest") {
  Server server(
      Files{{"application.yml", "a: 1\n"}, {"shop.yml", "a: 1\n"}, {"shop-dev.yml", "a: 1\n"}});
  CHECK(files_of(server.ask(query("shop,shop-dev,shop", "dev"))) ==
        Names{"shop-dev.yml", "shop.yml", "application.yml"});
}

TEST_CASE("documents of a file stay together, the later above the earlier, if they are active") {
  const Files files = {{"shop.properties",
                        "a=0\n#---\nspring.config.activate.on-profile=dev\na=1\n"
                        "#---\nspring.config.activate.on-profile=prod & !dev, qa\na=2\n"
                        "#---\nspring.config.activate.on-profile=!dark\na=3\n"}};
  CHECK(files_for(files, "shop", "dev") ==
        Names{"shop.properties#3", "shop.properties#1", "shop.properties#0"});
  CHECK(files_for(files, "shop", "prod") ==
        Names{"shop.properties#3", "shop.properties#2", "shop.properties#0"});
  CHECK(files_for(files, "shop", "dark,qa") == Names{"shop.properties#2", "shop.properties#0"});
}

TEST_CASE("a malformed condition fails the query with its place") {
  const Files files = {
      {"shop.properties", "a=0\n#---\na=1\nspring.config.activate.on-profile=a & b | c\n"}};
  CHECK(is_error(files_for(files, "shop", "dev"), "failed_precondition: shop.properties:4:35: "));
}

TEST_CASE("documents of a cloud platform count where the server is told to be on it") {
  Server server(Files{{"shop.properties",
                       "a=0\n#---\nspring.config.activate.on-cloud-platform=Cloud-Foundry\na=1\n"
                       "#---\nspring.config.activate.on-cloud-platform=none\na=2\n"
                       "#---\nspring.config.activate.on-cloud-platform=kubernetes\n"
                       "spring.config.activate.on-profile=dev\na=3\n"}});
  const auto asked = query("shop", "dev");
  CHECK(files_of(server.ask(asked)) == Names{"shop.properties#2", "shop.properties#0"});
  server.options.cloud_platform = "cloud-foundry";
  CHECK(files_of(server.ask(asked)) == Names{"shop.properties#1", "shop.properties#0"});
  server.options.cloud_platform = "KUBERNETES";
  CHECK(files_of(server.ask(asked)) == Names{"shop.properties#3", "shop.properties#0"});
  server.options.cloud_platform = "moon";
  CHECK(files_of(server.ask(asked)) == Names{"shop.properties#2", "shop.properties#0"});
  CHECK(is_error(files_for({{"shop.properties", "spring.config.activate.on-cloud-platform=moon\n"}},
                           "shop", "dev"),
                 "failed_precondition: shop.properties:1:42: "));
}

TEST_CASE("a file may say which platform it is, but not in a document with a condition") {
  const std::string conditional = "#---\nspring.config.activate.on-cloud-platform=aws-ecs\na=1\n";
  CHECK(files_for({{"shop.properties", "spring.main.cloud-platform=AWS_ECS\n" + conditional}},
                  "shop", "dev") == Names{"shop.properties#1", "shop.properties#0"});
  CHECK(
      is_error(files_for({{"shop.properties", "spring.main.cloud-platform=heroku\n" + conditional +
                                                  "spring.main.cloud-platform=heroku\n"}},
                         "shop", "dev"),
               "failed_precondition: shop.properties:5:"));
}

TEST_CASE("placeholders in conditions see the loaded documents and the request only") {
  const auto conditional = [](const std::string& condition) {
    return Files{{"shop.properties",
                  "x=dev\n#---\nspring.config.activate.on-profile=" + condition + "\na=1\n"}};
  };
  const Names active = {"shop.properties#1", "shop.properties#0"};
  const Names inactive = {"shop.properties#0"};
  CHECK(files_for(conditional("${x}"), "shop", "dev") == active);
  CHECK(files_for(conditional("${none:dev}"), "shop", "dev") == active);
  CHECK(files_for(conditional("${spring.profiles.active}"), "shop", "dev") == active);
  CHECK(files_for(conditional("${HOME}"), "shop", "dev") == inactive);
  CHECK(files_for(conditional("${none}"), "shop", "dev") == inactive);
}

TEST_CASE("a placeholder must not need a document that is not active") {
  const Files files = {{"shop.properties",
                        "spring.config.import=${x}.yml\n"
                        "#---\nspring.config.activate.on-profile=dev\nx=1\n"}};
  CHECK(is_error(files_for(files, "shop", "dev"), "failed_precondition: shop.properties:4:3"));
}

TEST_CASE("documents whose conditions need each other are an error") {
  const Files files = {{"shop.properties",
                        "a=1\n#---\nspring.config.activate.on-profile=${x}\ny=dev\n"
                        "#---\nspring.config.activate.on-profile=${y}\nx=dev\n"}};
  CHECK(is_error(files_for(files, "shop", "dev"), "failed_precondition: shop.properties"));
  CHECK(is_error(files_for({{"shop.properties", "spring.config.import=${a}\na=${b}\nb=${a}\n"}},
                           "shop", "dev"),
                 "failed_precondition: shop.properties:1:"));
}

TEST_CASE("included profiles outrank the requested ones") {
  const Files files = {{"application.properties", "spring.profiles.include=base\n"},
                       {"shop.properties", "spring.profiles.include=metrics, dev\n"},
                       {"shop-dev.yml", "a: 1\n"},
                       {"shop-metrics.yml", "a: 1\n"},
                       {"shop-base.yml", "a: 1\n"},
                       {"shop-default.yml", "a: 1\n"}};
  const Names plain = {"shop.properties", "application.properties"};
  const auto with = [&](Names names) {
    names.insert(names.end(), plain.begin(), plain.end());
    return names;
  };
  CHECK(files_for(files, "shop", "dev") ==
        with({"shop-base.yml", "shop-metrics.yml", "shop-dev.yml"}));
  CHECK(files_for(files, "shop", "dev,default") ==
        with({"shop-base.yml", "shop-metrics.yml", "shop-default.yml", "shop-dev.yml"}));
  CHECK(files_for(files, "shop", "metrics,dev") ==
        with({"shop-base.yml", "shop-dev.yml", "shop-metrics.yml"}));
}

TEST_CASE("where default is asked for first, files cannot add profiles") {
  const Files files = {
      {"shop.properties", "spring.profiles.include=metrics\nspring.profiles.group.dev=metrics\n"},
      {"shop-dev.properties", "spring.profiles.include=metrics\n"},
      {"shop-metrics.yml", "a: 1\n"}};
  CHECK(files_for(files, "shop", "default,dev") == Names{"shop-dev.properties", "shop.properties"});
  CHECK(files_for(files, "shop", "DEFAULT") == Names{"shop.properties"});
}

TEST_CASE("a group expands behind its profile, depth first, each profile once") {
  const Files files = {{"shop.properties",
                        "spring.profiles.group.prod=eu,db\nspring.profiles.group.eu=audit\n"
                        "spring.profiles.group.db[0]=pool\nspring.profiles.group.db[1]=prod\n"
                        "spring.profiles.group.x.y=pool\n"},
                       {"shop-prod.yml", "a: 1\n"},
                       {"shop-eu.yml", "a: 1\n"},
                       {"shop-db.yml", "a: 1\n"},
                       {"shop-audit.yml", "a: 1\n"},
                       {"shop-pool.yml", "a: 1\n"}};
  CHECK(files_for(files, "shop", "prod") == Names{"shop-pool.yml", "shop-db.yml", "shop-audit.yml",
                                                  "shop-eu.yml", "shop-prod.yml",
                                                  "shop.properties"});
  CHECK(files_for(files, "shop", "x.y") == Names{"shop-pool.yml", "shop.properties"});
}

TEST_CASE("a group is replaced as a whole by the file with the higher precedence") {
  CHECK(files_for({{"application.properties", "spring.profiles.group.dev=a,b\n"},
                   {"shop.properties", "spring.profiles.group.dev[0]=c\n"},
                   {"shop-a.yml", "a: 1\n"},
                   {"shop-c.yml", "a: 1\n"}},
                  "shop",
                  "dev") == Names{"shop-c.yml", "shop.properties", "application.properties"});
}

TEST_CASE("what a file adds must be profile names, unless the file says otherwise") {
  for (const char* key :
       {"spring.profiles.include", "spring.profiles.group.x", "spring.profiles.default"}) {
    for (const char* value : {"-a", "*", "a,,b", "a b", "a/b"}) {
      CAPTURE(key);
      CAPTURE(value);
      const std::string text = std::string(key) + "=" + value + "\n";
      CHECK(
          is_error(files_for({{"shop.properties", text}}, "shop", "dev"), "failed_precondition: "));
      if (std::string(value) != "*") {  // A star in the name of a file is refused anyway.
        CHECK(files_for({{"shop.properties", text + "spring.profiles.validate=false\n"}}, "shop",
                        "dev") == Names{"shop.properties"});
      }
    }
  }
  CHECK(files_for({{"shop.properties", "spring.profiles.include=\n"}}, "shop", "dev") ==
        Names{"shop.properties"});
  CHECK(
      is_error(files_for({{"shop.properties", "spring.profiles.validate=maybe\n"}}, "shop", "dev"),
               "failed_precondition: "));
}

TEST_CASE("the old way to name a document's profile is refused wherever it stands") {
  for (const char* key : {"spring.profiles", "spring.profiles[0]", "SPRING.PROFILES"}) {
    CAPTURE(key);
    const std::string text =
        "a=1\n#---\nspring.config.activate.on-profile=none\n" + std::string(key) + "=x\n";
    CHECK(is_error(files_for({{"shop.properties", text}}, "shop", "dev"),
                   "failed_precondition: shop.properties:4:"));
    CHECK(is_error(files_for({{"shop.properties", text}}, "shop", "default"),
                   "failed_precondition: shop.properties:4:"));
  }
}

TEST_CASE("a profile's file cannot choose profiles") {
  for (const char* key :
       {"spring.profiles.include", "spring.profiles.include[0]", "spring.profiles.active",
        "spring.profiles.active[0]", "spring.profiles.default"}) {
    CAPTURE(key);
    const Files files = {{"shop-dev.properties", "a=1\n" + std::string(key) + "=x\n"}};
    CHECK(is_error(files_for(files, "shop", "dev"), "failed_precondition: shop-dev.properties:2:"));
    CHECK(files_for(files, "shop", "default,dev") == Names{"shop-dev.properties"});
  }
  CHECK(files_for({{"shop-dev.properties", "spring.profiles.group.dev=x\n"}}, "shop", "dev") ==
        Names{"shop-dev.properties"});
}

TEST_CASE("a document with a condition cannot include profiles, whether it holds or not") {
  const Files files = {
      {"shop.properties",
       "a=1\n#---\nspring.config.activate.on-profile=dev\nspring.profiles.include=x\n"}};
  CHECK(is_error(files_for(files, "shop", "dev"), "failed_precondition: shop.properties:4:25: "));
  CHECK(is_error(files_for(files, "shop", "eu"), "failed_precondition: shop.properties:4:25: "));
  CHECK(files_for(files, "shop", "default,dev") == Names{"shop.properties#1", "shop.properties#0"});
}

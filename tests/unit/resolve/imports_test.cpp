// Where imported files stand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "resolving.hpp"

using namespace cairn::resolve;

TEST_CASE("imports stand above their importer, variants of profiles at the very top") {
  const Files files = {{"application.yml", "a: 1\n"},
                       {"application-dev.yml", "a: 1\n"},
                       {"shop.properties", "spring.config.import=inc/a.yml,inc/b.properties\n"},
                       {"shop-dev.yml", "a: 1\n"},
                       {"inc/a.yml", "a: 1\n"},
                       {"inc/a-dev.yml", "a: 1\n"},
                       {"inc/b.properties", "a=1\n"}};
  CHECK(files_for(files, "shop", "dev") ==
        Names{"inc/a-dev.yml", "shop-dev.yml", "application-dev.yml", "inc/b.properties",
              "inc/a.yml", "shop.properties", "application.yml"});
}

TEST_CASE("variants of deeper imports rise above their importer's importer only") {
  const Files files = {{"shop.properties", "spring.config.import=inc/a.properties\n"},
                       {"shop-dev.yml", "a: 1\n"},
                       {"inc/a.properties", "spring.config.import=deep/b.properties\n"},
                       {"inc/deep/b.properties", "spring.config.import=../c.yml\n"},
                       {"inc/deep/b-dev.properties", "a=1\n"},
                       {"inc/c.yml", "a: 1\n"},
                       {"inc/c-dev.yml", "a: 1\n"}};
  CHECK(files_for(files, "shop", "dev") ==
        Names{"shop-dev.yml", "inc/deep/b-dev.properties", "inc/c-dev.yml", "inc/c.yml",
              "inc/deep/b.properties", "inc/a.properties", "shop.properties"});
}

TEST_CASE("imports of a profile's file stand above it, variant first") {
  CHECK(files_for({{"shop.yml", "a: 1\n"},
                   {"shop-dev.properties", "spring.config.import=inc/a.yml\n"},
                   {"inc/a.yml", "a: 1\n"},
                   {"inc/a-dev.yml", "a: 1\n"}},
                  "shop",
                  "dev") == Names{"inc/a-dev.yml", "inc/a.yml", "shop-dev.properties", "shop.yml"});
}

TEST_CASE("an import in a document counts if the document does") {
  const Files files = {
      {"shop.properties",
       "a=0\n#---\nspring.config.activate.on-profile=dev\nspring.config.import=b.yml\n#---\na=2\n"},
      {"b.yml", "a: 1\n"}};
  CHECK(files_for(files, "shop", "dev") ==
        Names{"shop.properties#2", "b.yml", "shop.properties#1", "shop.properties#0"});
  CHECK(files_for(files, "shop", "eu") == Names{"shop.properties#2", "shop.properties#0"});
}

TEST_CASE("circles end, and what is missing is ignored") {
  CHECK(files_for({{"shop.properties", "spring.config.import=a.properties\n"},
                   {"a.properties", "spring.config.import=b.properties\n"},
                   {"b.properties", "spring.config.import=a.properties,shop.properties\n"}},
                  "shop", "dev") == Names{"b.properties", "a.properties", "shop.properties"});
  CHECK(files_for({{"shop.properties", "spring.config.import=none.yml,optional:none.xml,none/\n"}},
                  "shop", "dev") == Names{"shop.properties"});
}

TEST_CASE("an import brings its own profiles into effect") {
  CHECK(files_for({{"shop.properties", "spring.config.import=a.properties\n"},
                   {"a.properties", "spring.profiles.include=x\n"},
                   {"shop-x.yml", "a: 1\n"}},
                  "shop", "dev") == Names{"shop-x.yml", "a.properties", "shop.properties"});
}

TEST_CASE("an import that cannot be read fails with the place of its importer") {
  CHECK(is_error(
      files_for({{"shop.properties", "a=1\nspring.config.import=moon:base\n"}}, "shop", "dev"),
      "failed_precondition: shop.properties:2:22: "));
  CHECK(is_error(files_for({{"shop.properties", "spring.config.import=b.properties\n"},
                            {"b.properties", "a=\\uzzzz\n"}},
                           "shop", "dev"),
                 "failed_precondition: b.properties:1:"));
}

TEST_CASE("names of sources show the file, and of several documents the location as well") {
  Server server(
      Files{{"shop.properties",
             "a=1\n#---\nspring.config.import=inc/c.properties,optional:inc/d.properties\n"},
            {"inc/c.properties", "a=1\n#---\na=2\n"},
            {"inc/d.properties", "a=1\n#---\na=2\n"},
            {"s p/shop.properties", "a=1\n#---\na=2\n"},
            {"x[1]/shop.yml", "a: 1\n"}});
  server.settings->search_paths = {"s p", "x[1]"};
  const auto resolution = server.ask(query("shop", "dev"));
  REQUIRE(resolution.has_value());
  Names names;
  for (const auto& source : resolution->environment.sources) {
    names.push_back(source.name);
  }
  const std::string resource = "git://u/Config resource 'file [/base/";
  CHECK(names ==
        Names{"git://u/x[1/shop.yml",
              resource + "s p/shop.properties' via location 's%20p/' (document #1)",
              resource + "s p/shop.properties' via location 's%20p/' (document #0)",
              resource + "inc/d.properties' via location 'optional:inc/d.properties' (document #1)",
              resource + "inc/d.properties' via location 'optional:inc/d.properties' (document #0)",
              resource + "inc/c.properties' via location 'inc/c.properties' (document #1)",
              resource + "inc/c.properties' via location 'inc/c.properties' (document #0)",
              resource + "shop.properties' via location '' (document #1)",
              resource + "shop.properties' via location '' (document #0)"});
}

TEST_CASE("one query loads a limited number of documents") {
  const auto chain = [](std::size_t length) {
    Files files = {{"shop.properties", "spring.config.import=f1.properties\n"}};
    std::string documents = "a=1\n";
    for (std::size_t i = 1; i < 500; ++i) {
      documents += "#---\na=1\n";
    }
    for (std::size_t i = 1; i < length; ++i) {
      const std::string next =
          "spring.config.import=f" + std::to_string(i + 1) + ".properties\n#---\n";
      files["f" + std::to_string(i) + ".properties"] = next + documents;
    }
    return files;
  };
  // Nine files of 501 documents and one of one, then ten.
  CHECK(files_for(chain(10), "shop", "dev").size() == 9 * 501 + 1);
  CHECK(is_error(files_for(chain(11), "shop", "dev"),
                 "failed_precondition: f10.properties: more than 5000"));
}

// Which files an import refers to.
#include "resolve/config_import.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;
using cairn::testing::MemoryTree;

namespace {

// "path kind" of each file that an import in `importer` refers to, or the error's message.
Names files_of_import(std::string_view text, std::string_view importer = "app/shop.yml",
                      const Names* profiles = nullptr) {
  const MemoryTree tree(
      Files{{"zones/a/zone.yml", ""}, {"zones/b/zone.yml", ""}, {"app/shop.yml", ""}});
  const ResourceFinder finder(tree, {"application", "shop"});
  const auto found = finder.of_import(ImportLocation::parse(text, {3, 4}), importer, profiles);
  if (!found) {
    CHECK(found.error().code == ErrorCode::failed_precondition);
    return {"error " + found.error().message};
  }
  Names names;
  for (const Resource& resource : *found) {
    names.push_back(resource.path + ' ' + resource.kind);
  }
  return names;
}

}  // namespace

TEST_CASE("an import is relative to the file that imports") {
  CHECK(files_of_import("x.yml") == Names{"app/x.yml .yml"});
  CHECK(files_of_import("x.yml", "shop.yml") == Names{"x.yml .yml"});
  CHECK(files_of_import("./a/../x.properties") == Names{"app/x.properties .properties"});
  CHECK(files_of_import("../x.xml") == Names{"x.xml .xml"});
  CHECK(files_of_import("resource:x.yaml") == Names{"app/x.yaml .yml"});
  CHECK(files_of_import("x.YML") == Names{"app/x.yml .yml"});
}

TEST_CASE("a hint says what a file without extension is") {
  CHECK(files_of_import("settings[.yml]") == Names{"app/settings .yml"});
  CHECK(files_of_import("settings[.properties]") == Names{"app/settings .properties"});
  CHECK(files_of_import("settings.txt[.yaml]") == Names{"app/settings.txt .yml"});
  // Only the name of the file makes it XML.
  CHECK(files_of_import("settings[.xml]") == Names{"app/settings .properties"});
  CHECK(files_of_import("settings.xml[.properties]") == Names{"app/settings.xml .xml"});
}

TEST_CASE("a folder stands for all names and extensions in it") {
  CHECK(files_of_import("inc/") ==
        Names{"app/inc/application.yaml .yml", "app/inc/application.yml .yml",
              "app/inc/application.xml .xml", "app/inc/application.properties .properties",
              "app/inc/shop.yaml .yml", "app/inc/shop.yml .yml", "app/inc/shop.xml .xml",
              "app/inc/shop.properties .properties"});
}

TEST_CASE("profiles add their variants behind the plain files") {
  const Names profiles = {"dev", "eu"};
  CHECK(files_of_import("x.yml;y.yml", "shop.yml", &profiles) ==
        Names{"x.yml .yml", "y.yml .yml", "x-dev.yml .yml", "y-dev.yml .yml", "x-eu.yml .yml",
              "y-eu.yml .yml"});
  CHECK(files_of_import("s[.yml]", "shop.yml", &profiles) ==
        Names{"s .yml", "s-dev .yml", "s-eu .yml"});
}

TEST_CASE("a wildcard is one star as the last folder") {
  CHECK(files_of_import("zones/*/zone.yml", "shop.yml") ==
        Names{"zones/a/zone.yml .yml", "zones/b/zone.yml .yml"});
  CHECK(files_of_import("zones/*/zone.yml", "app/shop.yml").empty());
  for (const char* bad : {"*/*/zone.yml", "zones/*.yml", "zones/*/a/zone.yml", "optional:*.yml"}) {
    CAPTURE(bad);
    CHECK(files_of_import(bad, "shop.yml").front().compare(0, 5, "error") == 0);
  }
}

TEST_CASE("nothing outside the repository is ever referred to") {
  for (const char* outside :
       {"../../x.yml", "/etc/x.yml", "file:x.yml", "file:/etc/", "classpath:x.yml",
        "http://h/x.yml", "configtree:/etc/", "env:X", "optional:configserver:http://h/",
        "optional:moon:base", "optional:notes.txt", "%2e%2e/%2e%2e/x.yml"}) {
    CAPTURE(outside);
    CHECK(files_of_import(outside).empty());
  }
}

TEST_CASE("what nobody can read is an error unless it is optional") {
  for (const char* bad : {"moon:base", "notes.txt", "notes",
                          "configserver:", "configserver:http://h/", "a.yml;notes.txt"}) {
    CAPTURE(bad);
    CHECK(files_of_import(bad).front().compare(0, 5, "error") == 0);
  }
  // Of a group only the first is optional.
  CHECK(files_of_import("optional:notes.txt;notes.txt").front().compare(0, 5, "error") == 0);
  CHECK(files_of_import("notes.txt;optional:a.yml").front().compare(0, 5, "error") == 0);
}

TEST_CASE("a location is parsed with its prefix, and blanks are none") {
  CHECK(ImportLocation::parse("optional:a.yml", {}).optional);
  CHECK(ImportLocation::parse("optional:a.yml", {}).text() == "optional:a.yml");
  CHECK(ImportLocation::parse("a.yml", {1, 2}).at == Position{1, 2});
  CHECK(ImportLocation::parse("optional:  ", {}).value.empty());
}

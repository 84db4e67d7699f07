// Guessed names of services.
#include "hooks/services.hpp"

#include <doctest/doctest.h>

#include "base/joined.hpp"

using cairn::hooks::add_services;
using cairn::hooks::clean_path;

namespace {

std::string services_of(const char* path, std::size_t dashes_max = 20) {
  std::vector<std::string> services;
  add_services(path, dashes_max, services);
  return cairn::base::joined(services, "|");
}

}  // namespace

TEST_SUITE("hooks, services") {
  TEST_CASE("a file is about its stem and every shorter name in front of a hyphen") {
    CHECK(services_of("foo.yml") == "foo");
    CHECK(services_of("dir/foo.properties") == "foo");
    CHECK(services_of("C:\\cfg\\bar.yml") == "bar");
    CHECK(services_of("foo-local-dev.yml") == "foo-local-dev|foo-local|foo");
    CHECK(services_of("my.app.yml") == "my.app");
    CHECK(services_of("noext") == "noext");
    CHECK(services_of("a--b.yml") == "a--b|a-|a");
    CHECK(services_of(".gitignore").empty());
  }

  TEST_CASE("application is everybody") {
    CHECK(services_of("application.yml") == "*");
    CHECK(services_of("application-local.yml") == "application-local|*");
    CHECK(services_of("shop/application") == "*");
    CHECK(services_of("Application.yml") == "Application");
  }

  TEST_CASE("no more names of one file than the limit") {
    CHECK(services_of("a-b-c.yml", 3) == "a-b-c|a-b|a");
    CHECK(services_of("a-b-c.yml", 2) == "a-b-c|a-b");
    CHECK(services_of("a-b-c.yml", 0).empty());
  }

  TEST_CASE("a name that is there already is not added again") {
    std::vector<std::string> services;
    add_services("shop-dev.yml", 20, services);
    add_services("shop-eu.yml", 20, services);
    CHECK(cairn::base::joined(services, "|") == "shop-dev|shop|shop-eu");
  }

  TEST_CASE("paths lose their dots as Spring takes them away") {
    CHECK(clean_path("a/../b/./nested.yaml") == "b/nested.yaml");
    CHECK(clean_path("../../x") == "../../x");
    CHECK(clean_path("a/../../x") == "../x");
    CHECK(clean_path("/a/./b") == "/a/b");
    CHECK(clean_path("C:a/../b") == "C:b");
    CHECK(clean_path("a\\b") == "a/b");
    CHECK(clean_path("a/..").empty());
    CHECK(clean_path("a/").back() == '/');
    CHECK(clean_path("x/y:z/../w") == "x/w");
    CHECK(clean_path("").empty());
  }
}

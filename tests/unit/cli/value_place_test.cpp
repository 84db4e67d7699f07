// Whose values a file holds.
#include "cli/value_place.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using namespace cairn::cli;

namespace {

std::string application(const char* path, const PlaceOptions& options = {}) {
  const auto name = application_of_file(path, options);
  return name ? *name : "error: " + name.error().message;
}

}  // namespace

TEST_SUITE("application_of_file") {
  TEST_CASE("a name without a dash is the application") {
    CHECK(application("shop.yml") == "shop");
    CHECK(application("a/b.c/shop.properties") == "shop");
    CHECK(application("application.yml") == "application");
  }

  TEST_CASE("what is behind the dash of a shared file is a profile") {
    CHECK(application("x/application-dev.yml") == "application");
  }

  TEST_CASE("a dash elsewhere is not guessed about") {
    CHECK(application("order-service-dev.yml") ==
          "error: 'order-service-dev' may be a file of the application of that name, or of "
          "'order-service' with a profile, or of 'order' with a profile: say it with "
          "--application or --profile");
  }

  TEST_CASE("profiles that are named decide") {
    const PlaceOptions options{"", {"dev", "eu-west"}};
    CHECK(application("order-service-dev.yml", options) == "order-service");
    CHECK(application("shop-eu-west.yml", options) == "shop");
    CHECK(application("order-service.yml", options) == "order-service");
    CHECK(application("-dev.yml", options) == "-dev");
  }

  TEST_CASE("an application that is named must be able to read the file") {
    CHECK(application("order-service-dev.yml", {"order", {}}) == "order");
    CHECK(application("team/shop-dev.yml", {"team/shop", {}}) == "team/shop");
    CHECK(application("shop.yml", {"cart", {}}) == "error: no application 'cart' reads 'shop.yml'");
    CHECK(application("shop.yml", {"sho", {}}) == "error: no application 'sho' reads 'shop.yml'");
  }

  TEST_CASE("all readings of a name") {
    using Names = std::vector<std::string>;
    CHECK(possible_applications("shop.yml") == Names{"shop"});
    CHECK(possible_applications("a-b-c.yml") == Names{"a-b-c", "a-b", "a"});
    CHECK(possible_applications("x-y/a-b.yml") == Names{"a-b", "a", "x-y/a-b", "x-y/a"});
    CHECK(possible_applications("-x.yml") == Names{"-x"});
  }
}

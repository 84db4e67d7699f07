// Whose file a source is: what values that are bound to their place are opened for.
#include <doctest/doctest.h>

#include "unit/resolve/resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;

namespace {

// "file=application", highest precedence first.
Names applications(const Server& server, const Query& asked) {
  const auto resolution = server.ask(asked);
  Names names;
  if (!resolution) {
    return {resolution.error().text()};
  }
  const auto& sources = resolution->environment.sources;
  REQUIRE(resolution->applications.size() == sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    names.push_back(sources[i].file + '=' + resolution->applications[i]);
  }
  return names;
}

}  // namespace

TEST_SUITE("the application of a source") {
  TEST_CASE("it is the name under which the file was found, whatever its profile") {
    const Server server({{"shop.yml", "a: 1"},
                         {"shop-dev.yml", "a: 2"},
                         {"application.yml", "a: 3"},
                         {"application-dev.properties", "a=4"}});
    CHECK(applications(server, query("shop", "dev")) ==
          Names{"shop-dev.yml=shop", "application-dev.properties=application", "shop.yml=shop",
                "application.yml=application"});
  }

  // One file, two readings: a value in it opens for the one it was written for.
  TEST_CASE("a file with a dash is of whoever asks for it by that name") {
    const Server server({{"shop-dev.yml", "a: 1"}, {"README.md", "no configuration"}});
    CHECK(applications(server, query("shop", "dev")) == Names{"shop-dev.yml=shop"});
    CHECK(applications(server, query("shop-dev", "x")) == Names{"shop-dev.yml=shop-dev"});
  }

  TEST_CASE("several applications are each of their own files") {
    const Server server({{"shop.yml", "a: 1"}, {"cart.yml", "a: 2"}});
    CHECK(applications(server, query("shop,cart", "x")) == Names{"cart.yml=cart", "shop.yml=shop"});
  }

  TEST_CASE("an imported file is of its own name, and so are its profiles' variants") {
    const Server server({{"shop.yml", "spring.config.import: shared/db.yml"},
                         {"shared/db.yml", "a: 1"},
                         {"shared/db-dev.yml", "a: 2"}});
    CHECK(applications(server, query("shop", "dev")) ==
          Names{"shared/db-dev.yml=db", "shared/db.yml=db", "shop.yml=shop"});
  }

  TEST_CASE("what is imported as a folder is found by the application's names") {
    const Server server({{"shop.yml", "spring.config.import: shared/"},
                         {"shared/shop.yml", "a: 1"},
                         {"shared/application.yml", "a: 2"}});
    CHECK(applications(server, query("shop", "x")) ==
          Names{"shared/shop.yml=shop", "shared/application.yml=application", "shop.yml=shop"});
  }
}

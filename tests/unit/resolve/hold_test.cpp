// Holds: what is answered when the newest commit cannot be.
#include "resolve/hold.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;

namespace {

const std::string good = "x=good\n";
const std::string bad = "y=1\nx=\\uzzzz\n";

}  // namespace

TEST_CASE("a file that breaks is answered from the newest commit at which it was good") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", "x=old\n"}});
  server.snapshot->commit("main", {{"shop.properties", good}});
  server.snapshot->commit("main", {{"shop.properties", bad}, {"shop-dev.yml", "a: 1\n"}});
  server.snapshot->commit("main", {{"shop.properties", bad}, {"shop-dev.yml", "a: 2\n"}});

  const auto resolution = server.ask(query("shop", "dev"));
  REQUIRE(resolution.has_value());
  CHECK(resolution->environment.version == "c2");
  CHECK(files_of(resolution) == Names{"shop.properties"});
  REQUIRE(resolution->hold.has_value());
  CHECK(resolution->hold->rejected == "c4");
  CHECK(resolution->hold->reason.origin.file == "shop.properties");
  CHECK(resolution->hold->reason.origin.at.line == 2);
  CHECK(resolution->hold->reason.code == ErrorCode::failed_precondition);
}

TEST_CASE("a broken file holds only those who read it") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", good}, {"cart.properties", good}});
  server.snapshot->commit("main", {{"shop.properties", bad}, {"cart.properties", "x=new\n"}});
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c1");
  CHECK(server.ask(query("cart", "dev"))->environment.version == "c2");
  CHECK(server.ask(query("cart,shop", "dev"))->environment.version == "c1");
}

TEST_CASE("a file that was broken when it came is an error") {
  Server server;
  server.snapshot->commit("main", {{"application.properties", good}});
  server.snapshot->commit("main", {{"application.properties", good}, {"shop.properties", bad}});
  server.snapshot->commit("main", {{"application.properties", "x=1\n"}, {"shop.properties", bad}});
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))),
                 "failed_precondition: shop.properties:2:"));
  CHECK(server.ask(query("cart", "dev"))->environment.version == "c3");
}

TEST_CASE("unless a commit without it was published, which then goes on") {
  Server server;
  server.snapshot->commit("main", {{"application.properties", "x=0\n"}});
  server.snapshot->commit("main", {{"application.properties", good}});
  server.snapshot->commit("main", {{"application.properties", good}, {"shop.properties", bad}});
  server.snapshot->commit("main", {{"application.properties", good}, {"shop.properties", bad}});

  server.snapshot->labels["main"].first_published = "c1";
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c2");
  server.snapshot->labels["main"].first_published = "c2";
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c2");
  for (const char* not_before : {"c3", "c4", "elsewhere"}) {
    CAPTURE(not_before);
    server.snapshot->labels["main"].first_published = not_before;
    CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
  }
}

TEST_CASE("a shared file that breaks holds everybody") {
  Server server;
  server.snapshot->commit("main", {{"application.properties", good}});
  server.snapshot->commit("main", {{"application.properties", bad}, {"shop.properties", "a=1\n"}});
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c1");
}

TEST_CASE("a hold looks back a limited number of commits") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", good}});
  for (int i = 0; i < 3; ++i) {
    server.snapshot->commit("main", {{"shop.properties", bad}});
  }
  server.options.hold_depth_max = 3;
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c1");
  server.options.hold_depth_max = 2;
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
  server.options.hold_depth_max = 0;
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
}

TEST_CASE("after a rewrite the commit published before it is the last resort") {
  Server server;
  server.snapshot->commit("old", {{"shop.properties", good}});
  server.snapshot->commit("main", {{"shop.properties", bad}});
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
  server.snapshot->labels["main"].before_rewrite = "c1";
  CHECK(server.ask(query("shop", "dev"))->environment.version == "c1");
  server.snapshot->labels["main"].before_rewrite = "gone";
  CHECK(is_error(files_of(server.ask(query("shop", "dev"))), "failed_precondition"));
}

TEST_CASE("an illegal key and a malformed condition hold as well") {
  for (const char* text : {"spring.profiles=dev\n", "spring.config.activate.on-profile=(\n"}) {
    CAPTURE(text);
    Server server;
    server.snapshot->commit("main", {{"shop.properties", good}});
    server.snapshot->commit("main", {{"shop.properties", text}});
    CHECK(server.ask(query("shop", "dev"))->hold->rejected == "c2");
  }
}

TEST_CASE("text of a held query comes from the same commit") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", good}, {"banner.txt", "old"}});
  server.snapshot->commit("main", {{"shop.properties", bad}, {"banner.txt", "new"}});
  const auto held = server.find(query("shop", "dev"), "banner.txt");
  REQUIRE(held.has_value());
  CHECK(*held->bytes == "old");
  CHECK(held->revision.id == "c1");
  CHECK(held->hold->rejected == "c2");
  CHECK(*server.find(query("cart", "dev"), "banner.txt")->bytes == "new");
}

TEST_CASE("in a list of labels only published commits help, so that a list is all or nothing") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", good}});
  server.snapshot->commit("fix", {{"shop.properties", bad}}, "main");
  CHECK(server.ask(query("shop", "dev", "fix"))->environment.version == "c1");
  CHECK(is_error(files_of(server.ask(query("shop", "dev", "main,fix"))), "failed_precondition: "));

  server.snapshot->labels["fix"].first_published = "c1";
  const auto resolution = server.ask(query("shop", "dev", "main,fix"));
  REQUIRE(resolution.has_value());
  CHECK(resolution->environment.version == "c1,c1");
  CHECK(resolution->hold->rejected == "c2");
}

TEST_CASE("a commit id is answered by that commit or not at all") {
  Server server;
  server.snapshot->commit("main", {{"shop.properties", good}});
  const std::string broken = server.snapshot->commit("main", {{"shop.properties", bad}});
  server.snapshot->point(broken, broken);
  server.snapshot->labels[broken].exact = true;
  CHECK(is_error(files_of(server.ask(query("shop", "dev", broken.c_str()))),
                 "failed_precondition: "));
}

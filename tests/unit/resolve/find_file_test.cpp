// Looking for text and binary files.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "resolving.hpp"

using namespace cairn;
using namespace cairn::resolve;

namespace {

Server server_with_search_paths() {
  Server server(Files{{"where.txt", "root"},
                      {"alpha/where.txt", "alpha"},
                      {"beta/where.txt", "beta"},
                      {"mode.txt", "root mode"},
                      {"mode-dev.txt", "root mode dev"},
                      {"alpha/mode-dev.txt", "alpha mode dev"},
                      {"alpha/mode-prod.txt", "alpha mode prod"},
                      {"part.tar.gz", "part"},
                      {"part.tar-dev.gz", "part dev"},
                      {"README", "readme"},
                      {"README-dev", "readme dev"},
                      {"dir.d/plain-dev", "plain dev"},
                      {"solo-dev.txt", "solo dev"},
                      {"a b.txt", "blank"},
                      {"100%.txt", "percent"},
                      {"x/deep/one.txt", "deep"},
                      {"a..b/secret.txt", "dots"},
                      {"META-INF/x.txt", "meta"},
                      {"shop.yml", "a: 1\n"}});
  server.settings->search_paths = {"alpha", "beta", "a..b"};
  return server;
}

std::string text_or_error(const Result<FoundFile>& file) {
  return file ? *file->bytes : std::string(name_of(file.error().code));
}

}  // namespace

TEST_CASE("the first location wins, and in it the variant of the first profile") {
  const Server server = server_with_search_paths();
  struct Row {
    std::string_view profiles;
    std::string_view path;
    std::string text;
  };
  const std::vector<Row> rows = {{"dev", "where.txt", "root"},
                                 {"dev", "mode.txt", "root mode dev"},
                                 {"prod", "mode.txt", "root mode"},
                                 {"prod,dev", "mode.txt", "root mode dev"},
                                 {"default,dev", "mode.txt", "root mode"},
                                 {"dev", "part.tar.gz", "part dev"},
                                 {"dev", "README", "readme dev"},
                                 {"dev", "dir.d/plain", "plain dev"},
                                 {"dev", "solo.txt", "solo dev"},
                                 {"eu", "solo.txt", "not_found"},
                                 {"dev", "a b.txt", "blank"},
                                 {"dev", "a b.txt ", "blank"},
                                 {"dev", "a%20b.txt", "not_found"},
                                 {"dev", "x%2Fdeep%2Fone.txt", "not_found"},
                                 {"eu", "100%.txt", "percent"},
                                 {"dev", "deep/one.txt", "not_found"},
                                 {"dev", "x/deep/one.txt", "deep"},
                                 {"dev", "x//./deep/one.txt/", "deep"},
                                 {"dev", "/where.txt", "root"},
                                 {"dev", "x/deep", "not_found"},
                                 {"dev", "", "not_found"},
                                 {"dev", "/", "not_found"},
                                 {"dev", "secret.txt", "not_found"},
                                 {"dev", "META-INF/x.txt", "not_found"},
                                 {"dev", "file:/where.txt", "not_found"},
                                 {"dev", "x/../where.txt", "root"},
                                 {"dev", "../where.txt", "not_found"},
                                 {"dev", "%2e%2e/where.txt", "not_found"}};
  for (const Row& row : rows) {
    CAPTURE(row.profiles);
    CAPTURE(row.path);
    CHECK(text_or_error(server.find(query("shop", row.profiles), row.path)) == row.text);
  }
}

TEST_CASE("the order of locations can be turned round") {
  const Server server = server_with_search_paths();
  CHECK(text_or_error(server.find(query("shop", "dev"), "where.txt", true)) == "beta");
  CHECK(text_or_error(server.find(query("shop", "dev"), "mode.txt", true)) == "alpha mode dev");
}

TEST_CASE("a found file knows its commit, its last change and the environment of the query") {
  Server server(Files{{"shop.yml", "a: 1\n"}, {"banner.txt", "x"}});
  server.snapshot->commit("main", {{"shop.yml", "a: 2\n"}, {"banner.txt", "x"}});
  const auto file = server.find(query("shop", "dev"), "banner.txt");
  REQUIRE(file.has_value());
  CHECK(file->path == "banner.txt");
  CHECK(file->revision.id == "c2");
  CHECK(file->last_change == 1);
  CHECK(file->environment.version == "c2");
  Resolution resolution;
  resolution.environment = file->environment;
  CHECK(files_of(resolution) == Names{"shop.yml"});
}

TEST_CASE("several labels are one name here") {
  Server server(Files{{"banner.txt", "x"}});
  server.snapshot->commit("next", {{"banner.txt", "y"}});
  CHECK(text_or_error(server.find(query("shop", "dev", "main,next"), "banner.txt")) == "not_found");
  CHECK(text_or_error(server.find(query("shop", "dev", "next"), "banner.txt")) == "y");
  CHECK(text_or_error(server.find(query("shop", "dev", "none"), "banner.txt")) == "not_found");
  CHECK(text_or_error(server.find(query("shop", "dev", "HEAD"), "banner.txt")) == "x");
}

TEST_CASE("a broken configuration fails the text as well, if there is such a text") {
  const Server server(Files{{"shop.properties", "x=\\uzzzz\n"}, {"banner.txt", "x"}});
  CHECK(text_or_error(server.find(query("shop", "dev"), "banner.txt")) == "failed_precondition");
  CHECK(text_or_error(server.find(query("shop", "dev"), "none.txt")) == "not_found");
  CHECK(text_or_error(server.find(query("cart", "dev"), "shop.properties")) == "x=\\uzzzz\n");
}

TEST_CASE("without a profile there is no place to look in") {
  const Server server(Files{{"banner.txt", "x"}});
  CHECK(text_or_error(server.find(query("shop", ""), "banner.txt")) == "not_found");
}

TEST_CASE("of several repositories the first that has the file wins") {
  const Server first(Files{{"a.txt", "first"}});
  const Server second(Files{{"a.txt", "second"}, {"b.txt", "second b"}});
  const auto catalog = testing::catalog_of(
      1, {{first.settings, first.snapshot}, {second.settings, second.snapshot}}, first.documents);
  const auto look = [&](std::string_view path, bool reverse) {
    Walk walk(catalog);
    return text_or_error(find_file(walk, query("shop", "dev"), path, {}, {reverse}));
  };
  CHECK(look("a.txt", false) == "first");
  CHECK(look("a.txt", true) == "second");
  CHECK(look("b.txt", false) == "second b");
}

// Addresses of repositories in every form that settings use.
#include "source/git/address.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::source::git::parse_address;

TEST_SUITE("parse_address") {
  TEST_CASE("local paths in every form are one path") {
    for (const char* uri :
         {"/srv/config.git", "/srv/config.git/", "file:/srv/config.git", "file:///srv/config.git",
          "file://localhost/srv/config.git", "/srv/./config.git", "file:/srv/config%2egit"}) {
      CAPTURE(uri);
      const auto address = parse_address(uri);
      CHECK(address.text == "/srv/config.git");
      CHECK(address.local == "/srv/config.git");
      CHECK(address.http_root.empty());
    }
  }

  TEST_CASE("a relative path becomes absolute") {
    const auto address = parse_address("configs");
    CHECK(address.local.front() == '/');
    CHECK(address.local.substr(address.local.size() - 8) == "/configs");
  }

  TEST_CASE("URLs and ssh addresses stay as they are") {
    for (const char* uri :
         {"ssh://git@host:22/config.git", "git@host:team/config.git", "git://host/config.git"}) {
      CAPTURE(uri);
      const auto address = parse_address(uri);
      CHECK(address.text == uri);
      CHECK(address.local.empty());
    }
  }

  TEST_CASE("user and password leave an http address") {
    const auto address = parse_address("https://me:s%40cret@host:8443/team/config.git");

    CHECK(address.text == "https://host:8443/team/config.git");
    CHECK(address.http_root == "https://host:8443/");
    CHECK(address.username == "me");
    CHECK(address.password.reveal() == "s@cret");
  }

  TEST_CASE("an http address without them is kept whole") {
    const auto address = parse_address("http://host/a@b.git");
    CHECK(address.text == "http://host/a@b.git");
    CHECK(address.http_root == "http://host/");
    CHECK(address.username.empty());
  }
}

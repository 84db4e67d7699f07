// Addresses of repositories in every form that settings use.
#include "source/git/address.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::source::git::parse_address;
using cairn::source::git::without_credentials;

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

  TEST_CASE("the password of any other address leaves it too, and is of no use") {
    const auto address = parse_address("ssh://git:pw@host:22/config.git");
    CHECK(address.text == "ssh://git@host:22/config.git");
    CHECK(address.username.empty());
    CHECK(address.password.empty());
    CHECK(without_credentials("ftp://me:pw@host/a:b@c").uri == "ftp://me@host/a:b@c");
    CHECK(without_credentials("git@host:a/b@c").uri == "git@host:a/b@c");
  }

  TEST_CASE("only five protocols are known, by the names that git has for them") {
    const std::pair<const char*, const char*> cases[] = {{"/srv/a.git", "file"},
                                                         {"file:///srv/a.git", "file"},
                                                         {"configs", "file"},
                                                         {"git://host/a.git", "git"},
                                                         {"http://host/a.git", "http"},
                                                         {"HTTPS://host/a.git", "https"},
                                                         {"ssh://git@host/a.git", "ssh"},
                                                         {"git+ssh://git@host/a.git", "ssh"},
                                                         {"git@host:a.git", "ssh"},
                                                         {"git@[::1]:a.git", "ssh"},
                                                         {"ext::sh -c id", ""},
                                                         {"fd::17", ""},
                                                         {"ftp://host/a.git", ""},
                                                         {"ext://x", ""},
                                                         {"file://elsewhere/a.git", ""}};
    for (const auto& one : cases) {
      CAPTURE(one.first);
      CHECK(parse_address(one.first).protocol == one.second);
    }
  }

  TEST_CASE("the host of an http address has neither port nor brackets") {
    CHECK(parse_address("https://me:pw@Host.example:8443/a").host == "Host.example");
    CHECK(parse_address("http://[::1]:80/a").host == "::1");
    CHECK(parse_address("http://host").host == "host");
    CHECK(parse_address("ssh://host/a").host.empty());
  }

  TEST_CASE("an http address without them is kept whole") {
    const auto address = parse_address("http://host/a@b.git");
    CHECK(address.text == "http://host/a@b.git");
    CHECK(address.http_root == "http://host/");
    CHECK(address.username.empty());
  }
}

// Which proxy a remote is reached through.
#include "source/git/proxy.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace cairn;
using namespace cairn::source::git;

namespace {

Proxy proxy(const std::string& host) {
  Proxy made;
  made.host = host;
  made.port = 3128;
  return made;
}

std::string chosen(const Proxies& proxies, const char* uri) {
  const Proxy* found = proxy_of(proxies, parse_address(uri));
  return found == nullptr ? "none" : found->host;
}

}  // namespace

TEST_SUITE("proxy") {
  TEST_CASE("each scheme has its own, or else that of the other") {
    CHECK(chosen({proxy("a"), proxy("b")}, "http://host/x") == "a");
    CHECK(chosen({proxy("a"), proxy("b")}, "https://host/x") == "b");
    CHECK(chosen({proxy("a"), {}}, "https://host/x") == "a");
    CHECK(chosen({{}, proxy("b")}, "http://host/x") == "b");
    CHECK(chosen({}, "http://host/x") == "none");
    for (const char* uri : {"ssh://host/x", "git://host/x", "/srv/x"}) {
      CHECK(chosen({proxy("a"), proxy("b")}, uri) == "none");
    }
  }

  TEST_CASE("hosts that need none, with stars anywhere") {
    Proxy some = proxy("a");
    some.direct_hosts = {"localhost", "*.Inner.example", "10.*", "*-test.*.net"};
    for (const char* host : {"localhost", "LOCALHOST:80", "git.inner.example", "a.b.inner.example",
                             "10.0.0.1", "a-test.b.net"}) {
      CAPTURE(host);
      CHECK(is_direct(some, parse_address("http://" + std::string(host) + "/x")));
    }
    for (const char* host : {"localhost.example", "inner.example", "110.0.0.1", "a-test.net"}) {
      CAPTURE(host);
      CHECK_FALSE(is_direct(some, parse_address("http://" + std::string(host) + "/x")));
    }
    CHECK_FALSE(is_direct(proxy("a"), parse_address("http://host/x")));
  }

  TEST_CASE("its URL, with what is not plain encoded") {
    CHECK(proxy_url(proxy("proxy.example"), {}).reveal() == "http://proxy.example:3128");
    CHECK(proxy_url(proxy("::1"), {}).reveal() == "http://[::1]:3128");
    CHECK(proxy_url(proxy("[::1]"), {}).reveal() == "http://[::1]:3128");
    Proxy asking = proxy("p");
    asking.username = "DOM\\me";
    CHECK(proxy_url(asking, base::Secret("a:b@c/%\xc3\xa9")).reveal() ==
          "http://DOM%5Cme:a%3Ab%40c%2F%25%C3%A9@p:3128");
  }
}

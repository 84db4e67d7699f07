// The list of trusted proxies, and whose word about a client's address is believed.
#include "http/trusted_proxies.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace cairn::http;

namespace {

TrustedProxies trusting(const std::vector<std::string>& texts) {
  auto made = TrustedProxies::parse(texts);
  REQUIRE(made.has_value());
  return *std::move(made);
}

bool has(const TrustedProxies& proxies, const char* address) {
  return proxies.has(cairn::auth::NetworkAddress::parse(address).value());
}

const std::string proxy = "10.0.0.1";

std::string client(const std::vector<std::string_view>& fields) {
  return trusting({"10.0.0.0/8", "fd00::/8"})
      .client_of(fields, ForwardedField::x_forwarded_for, proxy);
}

std::string forwarded(const std::vector<std::string_view>& fields) {
  return trusting({"10.0.0.0/8", "fd00::/8"}).client_of(fields, ForwardedField::forwarded, proxy);
}

}  // namespace

TEST_SUITE("http::TrustedProxies") {
  TEST_CASE("networks begin and end where their bits say") {
    const TrustedProxies some = trusting({"10.1.0.0/15", "192.0.2.7", "2001:db8::/33", "::1"});
    for (const char* in :
         {"10.0.0.0", "10.1.255.255", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8:7fff::1", "::1"}) {
      CAPTURE(in);
      CHECK(has(some, in));
    }
    for (const char* out :
         {"9.255.255.255", "10.2.0.0", "192.0.2.6", "192.0.2.8", "2001:db8:8000::1", "::2", "::"}) {
      CAPTURE(out);
      CHECK_FALSE(has(some, out));
    }
    CHECK(has(trusting({"0.0.0.0/0"}), "203.0.113.9"));
    CHECK_FALSE(has(trusting({"0.0.0.0/0"}), "2001:db8::1"));
    CHECK(trusting({}).empty());
  }

  TEST_CASE("what is neither address nor network is named") {
    for (const char* text : {"", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x",
                             "::/129", "10.0.0/8", "10.0.0.0/8/9"}) {
      CAPTURE(text);
      const auto made = TrustedProxies::parse({"192.0.2.1", text});
      REQUIRE_FALSE(made.has_value());
      CHECK(made.error().message.find("'" + std::string(text) + "'") != std::string::npos);
    }
  }

  TEST_CASE("the client is the last address that no trusted proxy has") {
    CHECK(client({}) == proxy);
    CHECK(client({"203.0.113.9"}) == "203.0.113.9");
    CHECK(client({"203.0.113.9, 10.0.0.2"}) == "203.0.113.9");
    CHECK(client({"203.0.113.9", "10.0.0.3, 10.0.0.2"}) == "203.0.113.9");
    CHECK(client({"1.1.1.1, 203.0.113.9 ,10.0.0.2"}) == "203.0.113.9");  // 1.1.1.1 is made up
    CHECK(client({"10.0.0.3,10.0.0.2"}) == "10.0.0.3");
    CHECK(client({"203.0.113.9:4711"}) == "203.0.113.9");
    CHECK(client({"2001:db8::9"}) == "2001:db8::9");
    CHECK(client({"[2001:db8::9]:4711, fd00::2"}) == "2001:db8::9");
    CHECK(client({"::ffff:203.0.113.9"}) == "203.0.113.9");
  }

  TEST_CASE("what is no address ends the reading") {
    for (const char* field :
         {"", "unknown", "203.0.113.9, unknown", "203.0.113.9,", "203.0.113.9:x", "[2001:db8::9",
          "[2001:db8::9]x", "203.0.113.9:123456", "203.0.113.9; drop", "for=203.0.113.9",
          "\"203.0.113.9\""}) {
      CAPTURE(field);
      CHECK(client({field}) == proxy);
    }
    CHECK(client({"203.0.113.9, ?, 10.0.0.2"}) == "10.0.0.2");
  }

  TEST_CASE("no more proxies are believed than sixteen") {
    std::string field = "203.0.113.9";
    for (int i = 0; i < 15; ++i) {
      field += ", 10.0.0.2";
    }
    CHECK(client({field}) == "203.0.113.9");
    field += ", 10.0.0.2";
    CHECK(client({field}) == "10.0.0.2");
    CHECK(client({std::string(8000, ',')}) == proxy);
  }

  TEST_CASE("Forwarded says the same in more words") {
    CHECK(forwarded({"for=203.0.113.9"}) == "203.0.113.9");
    CHECK(forwarded({"For=203.0.113.9;proto=https;by=10.0.0.1"}) == "203.0.113.9");
    CHECK(forwarded({"proto=http; for=\"[2001:db8::9]:47\" , for=10.0.0.2"}) == "2001:db8::9");
    CHECK(forwarded({"for=1.1.1.1", "for=203.0.113.9, for=10.0.0.2"}) == "203.0.113.9");
    for (const char* field : {"", "203.0.113.9", "for=unknown", "for=_hidden", "for=", "by=1.1.1.1",
                              "for=1.1.1.1;for=2.2.2.2", "for=\"1.1.1.1"}) {
      CAPTURE(field);
      CHECK(forwarded({field}) == proxy);
    }
    // A client's open quote does not swallow what the proxy appended.
    CHECK(forwarded({"for=\"1.1.1.1, for=203.0.113.9"}) == "203.0.113.9");
  }
}

// Addresses as values.
#include "auth/network_address.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using cairn::auth::NetworkAddress;

TEST_SUITE("auth::NetworkAddress") {
  TEST_CASE("equal addresses are equal texts") {
    for (const auto& [text, shortest] :
         std::vector<std::pair<const char*, const char*>>{{"192.0.2.1", "192.0.2.1"},
                                                          {"::ffff:192.0.2.1", "192.0.2.1"},
                                                          {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
                                                          {"::1", "::1"}}) {
      CAPTURE(text);
      CHECK(NetworkAddress::parse(text).value().text() == shortest);
    }
  }

  TEST_CASE("what is no address is none") {
    for (const std::string& text :
         {std::string(), std::string("localhost"), std::string("1.2.3"), std::string("1.2.3.256"),
          std::string("1.2.3.4 "), std::string("01.2.3.4.5"), std::string("fe80::1%eth0"),
          std::string("[::1]"), std::string("1.2.3.4\0", 8), std::string(100, '1')}) {
      CAPTURE(text);
      CHECK_FALSE(NetworkAddress::parse(text).has_value());
    }
  }

  TEST_CASE("whoever has one address of a network of 64 bits has them all") {
    CHECK(NetworkAddress::parse("2001:db8:1:2:3:4:5:6")->counted_as() == "2001:db8:1:2::");
    CHECK(NetworkAddress::parse("2001:db8:1:2::9")->counted_as() == "2001:db8:1:2::");
    CHECK(NetworkAddress::parse("2001:db8:1:3::9")->counted_as() == "2001:db8:1:3::");
    CHECK(NetworkAddress::parse("192.0.2.1")->counted_as() == "192.0.2.1");
  }
}

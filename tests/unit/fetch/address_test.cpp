// Addresses, credentials and paths of requests.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "fetch/credentials.hpp"
#include "fetch/request_path.hpp"
#include "fetch/uri.hpp"

using namespace cairn;
using namespace cairn::fetch;

namespace {

// The value of a header as it would be sent; "" for none.
std::string sent(const FetchOptions& options, std::string_view uri, std::string_view name) {
  const auto parsed = parse_uri(uri);
  REQUIRE(parsed.has_value());
  const auto headers = headers_for(options, parsed->user_info);
  REQUIRE(headers.has_value());
  for (const HttpHeader& header : *headers) {
    if (header.name == name) {
      return std::string(header.value.reveal());
    }
  }
  return {};
}

FetchOptions with(std::string user, std::string password) {
  FetchOptions options;
  options.username = std::move(user);
  options.password = std::move(password);
  return options;
}

}  // namespace

TEST_SUITE("fetch: addresses") {
  TEST_CASE("an address is taken apart, and written without its credentials") {
    const auto parsed = parse_uri("https://al%40ice:p%3Aw@Config.Example.org:8443//a//b/");
    REQUIRE(parsed.has_value());

    CHECK(parsed->uri.tls);
    CHECK(parsed->uri.host == "config.example.org");
    CHECK(parsed->uri.port == 8443);
    CHECK(parsed->uri.path == "/a/b");
    CHECK(parsed->uri.text() == "https://config.example.org:8443/a/b");
    CHECK(parsed->user_info->user == "al@ice");
    CHECK(parsed->user_info->password->reveal() == "p:w");
  }

  TEST_CASE("each scheme has its port, which is not written") {
    CHECK(parse_uri("http://a")->uri.text() == "http://a");
    CHECK(parse_uri("https://a:443/")->uri.text() == "https://a");
    CHECK(parse_uri("http://a:443")->uri.authority() == "a:443");
    CHECK(parse_uri("http://[::1]:8888/x")->uri.host == "::1");
    CHECK(parse_uri("http://[::1]:8888/x")->uri.text() == "http://[::1]:8888/x");
  }

  TEST_CASE("what is no address is refused, and no credentials are in the words") {
    for (const char* text :
         {"", "config:8888", "ftp://a", "http://", "http://a:0", "http://a:65536", "http://a:8x",
          "http://u:topsecret@", "http://u:topsecret%zz@a", "http://a?x=1", "http://a#x",
          "http://a b", "http://a\r\nX: y", "http://[::1", "http://[::1]8", "http://a/\x01"}) {
      CAPTURE(text);
      const auto parsed = parse_uri(text);
      REQUIRE_FALSE(parsed.has_value());
      CHECK(parsed.error().code == ErrorCode::invalid_argument);
      CHECK(parsed.error().message.find("topsecret") == std::string::npos);
    }
    CHECK_FALSE(parse_uri("http://" + std::string(2048, 'a')).has_value());
  }

  TEST_CASE("a path has (_) for the slash of a label, a literal comma, and percent signs") {
    CHECK(environment_path("", "shop", "dev,eu", "") == "/shop/dev,eu");
    CHECK(environment_path("/pre", "shop", "dev", "release/1.2") == "/pre/shop/dev/release(_)1.2");
    CHECK(environment_path("", "a b%", "x?#", "m\xc3\xa4rz,b") == "/a%20b%25/x%3F%23/m%C3%A4rz,b");
    CHECK(environment_path("", "a/b", "dev", "") == "/a%2Fb/dev");
  }
}

TEST_SUITE("fetch: credentials") {
  TEST_CASE("Basic is sent only when a password is known") {
    CHECK(sent(with("user", ""), "http://a", "Authorization").empty());
    CHECK(sent(with("alice", ""), "http://a", "Authorization").empty());
    CHECK(sent(with("user", ""), "http://alice@a", "Authorization").empty());
    CHECK(sent(with("user", "pw"), "http://a", "Authorization") == "Basic dXNlcjpwdw==");
  }

  TEST_CASE("a password of the options beats the address's, a name unless it is 'user'") {
    const auto basic = [](std::string_view user, std::string password) {
      return std::string(basic_credentials(user, base::Secret(std::move(password))).reveal());
    };
    CHECK(sent(with("user", ""), "http://al%40:p%3A:q@a", "Authorization") == basic("al@", "p::q"));
    CHECK(sent(with("user", "own"), "http://alice:x@a", "Authorization") == basic("alice", "own"));
    CHECK(sent(with("bob", "own"), "http://alice:x@a", "Authorization") == basic("bob", "own"));
    CHECK(sent(with("bob", ""), "http://alice:x@a", "Authorization") == basic("bob", "x"));
    // Decoded only where the address has user-info.
    CHECK(sent(with("user", "a%20b"), "http://alice@a", "Authorization") == basic("alice", "a b"));
    CHECK(sent(with("user", "a%20b"), "http://a", "Authorization") == basic("user", "a%20b"));
  }

  TEST_CASE("bearer, token and own headers are sent, and two ways to say who asks are refused") {
    FetchOptions options;
    options.bearer_token = "abc";
    options.config_token = "vault";
    options.headers = {{"X-Team", "red"}};
    CHECK(sent(options, "http://a", "Authorization") == "Bearer abc");
    CHECK(sent(options, "http://a", "X-Config-Token") == "vault");
    CHECK(sent(options, "http://a", "X-Team") == "red");
    CHECK(sent(options, "http://a", "Accept") ==
          "application/vnd.spring-cloud.config-server.v2+json");
    CHECK(sent(options, "http://a", "Accept-Charset") == "utf-8");

    options.headers.emplace_back("authorization", "Digest x");
    CHECK_FALSE(headers_for(options, {}).has_value());
    options.bearer_token.clear();
    CHECK(sent(options, "http://a", "authorization") == "Digest x");
    options.password = "pw";
    CHECK_FALSE(headers_for(options, {}).has_value());
  }

  TEST_CASE("a header that would break the request is refused, without its value in the words") {
    const std::vector<std::pair<std::string, std::string>> bad{
        {"X", "topsecret\r\nY: z"},
        {"X", std::string("topsecret\0", 10)},
        {"X\n", "1"},
        {"", "1"},
        {"X Y", "1"},
        {"Host", "other"},
        {"prefer", "wait=9"}};
    for (const auto& header : bad) {
      CAPTURE(header.first);
      FetchOptions options;
      options.headers = {header};
      const auto headers = headers_for(options, {});
      REQUIRE_FALSE(headers.has_value());
      CHECK(headers.error().message.find("topsecret") == std::string::npos);
    }
    FetchOptions token;
    token.config_token = "a\nb";
    CHECK_FALSE(headers_for(token, {}).has_value());
  }

  TEST_CASE("who asks is told apart without showing a secret") {
    FetchOptions anonymous;
    FetchOptions alice;
    alice.uris = {"http://alice:topsecret@a"};
    FetchOptions bearer;
    bearer.bearer_token = "topsecret";

    CHECK(principal_of(anonymous).empty());
    CHECK(principal_of(alice) == "basic:alice");
    CHECK(principal_of(bearer).starts_with("bearer:"));
    CHECK(principal_of(bearer).find("topsecret") == std::string::npos);
  }
}

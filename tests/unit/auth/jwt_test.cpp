// JWTs: who is believed, and whatever is wrong with the others.
#include "auth/jwt.hpp"

#include <doctest/doctest.h>

#include <string>

#include "unit/auth/issuer.hpp"

using namespace cairn;
using auth::JwtOptions;
using auth::SigningKeys;
using auth::verify_jwt;
using nlohmann::json;

namespace {

const auto now = auth::Time(std::chrono::seconds(1'800'000'000));

JwtOptions wanted() {
  JwtOptions options;
  options.issuer = "https://issuer.example";
  options.audiences = {"cairn", "other"};
  return options;
}

json claims() {
  return {{"iss", "https://issuer.example"},
          {"aud", "cairn"},
          {"sub", "shop"},
          {"exp", 1'800'000'300},
          {"nbf", 1'799'999'000},
          {"roles", {"reader", "ops"}}};
}

json with(json base, const char* name, json value) {
  base[name] = std::move(value);
  return base;
}

json without(json base, const char* name) {
  base.erase(name);
  return base;
}

// Keys take a while to make.
const Issuer& rsa() {
  static const Issuer issuer = Issuer::rsa();
  return issuer;
}
const Issuer& ec() {
  static const Issuer issuer = Issuer::ec();
  return issuer;
}
const SigningKeys& keys() {
  static const SigningKeys made = *SigningKeys::parse(jwks({rsa().jwk("r"), ec().jwk("e")}));
  return made;
}

bool believed(const json& what) {
  return verify_jwt(rsa().sign(what, "r"), wanted(), keys(), now).has_value();
}

}  // namespace

TEST_SUITE("auth::verify_jwt") {
  TEST_CASE("RS256 and ES256 tokens say who it is, with roles and an end") {
    for (const auto& [issuer, id] : {std::pair(&rsa(), "r"), std::pair(&ec(), "e")}) {
      const auto who = verify_jwt(issuer->sign(claims(), id), wanted(), keys(), now);
      REQUIRE(who.has_value());
      CHECK(who->name == "shop");
      CHECK(who->roles == std::vector<std::string>{"reader", "ops"});
      CHECK(who->proof == auth::Proof::jwt);
      CHECK(who->until == auth::Time(std::chrono::seconds(1'800'000'360)));
    }
  }

  TEST_CASE("a signature that is another's, of other words, cut off or missing is not believed") {
    const std::string token = ec().sign(claims(), "e");
    const std::string other = ec().sign(with(claims(), "sub", "admin"), "e");
    const auto signature = token.rfind('.');
    CHECK(verify_jwt(token, wanted(), keys(), now).has_value());
    const std::vector<std::string> forged{
        rsa().sign(claims(), "e"),
        ec().sign(claims(), "r"),
        rsa().sign(claims(), "x"),
        other.substr(0, other.rfind('.')) + token.substr(signature),
        token.substr(0, signature),
        token.substr(0, signature + 1),
        token.substr(0, token.size() - 2),
        token + ".x",
        "..",
        "a.b.c",
        "",
        ec().sign(claims(), "e", {{"alg", "RS256"}}),
        ec().sign(claims(), "e", {{"alg", "none"}}),
        ec().sign(claims(), "e", {{"alg", "HS256"}}),
        ec().sign(claims(), "e", {{"crit", {"exp"}}}),
        Issuer::ec().sign(claims(), "e")};
    for (const std::string& text : forged) {
      CAPTURE(text);
      CHECK_FALSE(verify_jwt(text, wanted(), keys(), now).has_value());
    }
  }

  TEST_CASE("issuer and audience must be ours") {
    CHECK_FALSE(believed(with(claims(), "iss", "https://other.example")));
    CHECK_FALSE(believed(without(claims(), "iss")));
    CHECK_FALSE(believed(with(claims(), "aud", "cairn2")));
    CHECK_FALSE(believed(with(claims(), "aud", json::array())));
    CHECK_FALSE(believed(with(claims(), "aud", 7)));
    CHECK_FALSE(believed(without(claims(), "aud")));
    CHECK(believed(with(claims(), "aud", {"x", "other"})));
  }

  TEST_CASE("times count with the skew on both sides, and an end is needed") {
    CHECK(believed(with(claims(), "exp", 1'799'999'941)));
    CHECK_FALSE(believed(with(claims(), "exp", 1'799'999'940)));
    CHECK_FALSE(believed(without(claims(), "exp")));
    CHECK_FALSE(believed(with(claims(), "exp", "1800000300")));
    CHECK_FALSE(believed(with(claims(), "exp", -1)));
    CHECK_FALSE(believed(with(claims(), "exp", 1e300)));
    CHECK(believed(with(claims(), "nbf", 1'800'000'060)));
    CHECK_FALSE(believed(with(claims(), "nbf", 1'800'000'061)));
    CHECK_FALSE(believed(with(claims(), "nbf", "soon")));
    CHECK(believed(without(claims(), "nbf")));
  }

  TEST_CASE("a name is needed, roles are not, and their claim may be a text") {
    CHECK_FALSE(believed(without(claims(), "sub")));
    CHECK_FALSE(believed(with(claims(), "sub", "")));
    CHECK_FALSE(believed(with(claims(), "sub", "a b")));
    CHECK_FALSE(believed(with(claims(), "sub", 7)));
    CHECK(believed(without(claims(), "roles")));
    JwtOptions options = wanted();
    options.roles_claim = "scope";
    options.principal_claim = "client_id";
    const auto who =
        verify_jwt(rsa().sign(with(with(claims(), "scope", "a b"), "client_id", "svc"), "r"),
                   options, keys(), now);
    REQUIRE(who.has_value());
    CHECK(who->name == "svc");
    CHECK(who->roles == std::vector<std::string>{"a", "b"});
  }
}

TEST_SUITE("auth::SigningKeys") {
  TEST_CASE("keys that cannot be used are left out, and one is needed") {
    const json good = ec().jwk("e");
    const json weak = Issuer::rsa(1024).jwk("w");
    const auto some = SigningKeys::parse(jwks(
        {good, weak, json{{"kty", "oct"}, {"k", "AAAA"}}, with(good, "use", "enc"),
         with(with(good, "kid", "c"), "crv", "P-384"), with(with(good, "kid", "a"), "alg", "ES512"),
         with(with(good, "kid", "x"), "x", "AAAA"), json(7)}));
    REQUIRE(some.has_value());
    CHECK(some->size() == 1);
    CHECK(some->has("e", auth::SigningAlgorithm::es256));
    CHECK_FALSE(some->has("e", auth::SigningAlgorithm::rs256));
    for (const std::string& bad :
         {std::string(), std::string("{}"), std::string("[]"), std::string("{\"keys\":7}"),
          jwks({}), jwks({weak}), jwks({good, good}), std::string("{\"keys\":")}) {
      CAPTURE(bad);
      const auto made = SigningKeys::parse(bad);
      REQUIRE_FALSE(made.has_value());
      CHECK(made.error().code == ErrorCode::invalid_argument);
    }
    CHECK(SigningKeys::parse(jwks({good, json(std::vector<json>(1))})).has_value());
    CHECK_FALSE(SigningKeys::parse(jwks(std::vector<json>(101, good))).has_value());
  }

  TEST_CASE("a point that is not on the curve is no key") {
    json bad = ec().jwk("e");
    bad["y"] = base64url(std::string(32, '\1'));
    CHECK_FALSE(SigningKeys::parse(jwks({bad})).has_value());
  }
}

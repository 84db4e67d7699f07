// Which addresses a document may come from.
#include "auth/document_request.hpp"

#include <doctest/doctest.h>

#include <string>

namespace cairn {
namespace {

bool taken(const std::string& uri) {
  auth::DocumentSource source;
  source.uri = uri;
  return static_cast<bool>(auth::check(source));
}

}  // namespace

TEST_CASE("keys come by https, or by http from this machine") {
  CHECK(taken("https://issuer.example/keys"));
  CHECK(taken("https://issuer.example:8443"));
  CHECK(taken("https://issuer.example?of=cairn"));
  CHECK(taken("http://localhost:8080/keys"));
  CHECK(taken("http://127.0.0.1/keys"));
  CHECK(taken("http://[::1]:8080/keys"));
  CHECK_FALSE(taken("http://issuer.example/keys"));
  CHECK_FALSE(taken("http://127.0.0.1.example/keys"));
  CHECK_FALSE(taken("http://localhost.example/keys"));
}

TEST_CASE("an address that is none is refused") {
  CHECK_FALSE(taken(""));
  CHECK_FALSE(taken("issuer.example/keys"));
  CHECK_FALSE(taken("ftp://issuer.example/keys"));
  CHECK_FALSE(taken("https://"));
  CHECK_FALSE(taken("https:///keys"));
  CHECK_FALSE(taken("https://ann:secret@issuer.example/keys"));
  CHECK_FALSE(taken("https://issuer.example/keys#one"));
  CHECK_FALSE(taken("https://issuer.example/ke ys"));
}

TEST_CASE("what was broken off asks for nothing any more") {
  auth::DocumentRequest request;
  request.break_off();
  auth::DocumentSource source;
  source.uri = "https://issuer.example/keys";
  const auto document = request.get(source);
  REQUIRE_FALSE(document);
  CHECK(document.error().code == ErrorCode::unavailable);
}

}  // namespace cairn

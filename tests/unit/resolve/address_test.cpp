// Tests of resolve/address.hpp.
#include "resolve/address.hpp"

#include <doctest/doctest.h>

using namespace cairn;
using namespace cairn::resolve;

namespace {

Result<catalog::RepositoryRef> at(const std::string& uri, AddressValues values) {
  catalog::GitEntry entry;
  entry.id = "git";
  entry.settings.uri = uri;
  return repository_of(entry, values);
}

}  // namespace

TEST_CASE("an address without placeholders is one repository, whatever is asked for") {
  const auto ref = at("https://h/a.git/", {"shop", "dev", "main"});
  REQUIRE(ref.has_value());
  CHECK(ref->id == "git");
  CHECK(ref->uri == "https://h/a.git/");
}

TEST_CASE("placeholders are put in, and slashes at the end go") {
  const AddressValues values{"team/shop", "dev,eu", "main"};
  CHECK(at("/srv/{application}.git", values)->uri == "/srv/team/shop.git");
  CHECK(at("/srv/{application}-{profile}/{label}.git//", values)->uri ==
        "/srv/team/shop-dev,eu/main.git");
  CHECK(at("https://h/{label}", {"", "", ""})->uri == "https://h/");
  CHECK(at("/srv/{application}.git", values)->id == "git /srv/team/shop.git");
  CHECK(at("/srv/{application}.git", values)->entry == "git");
  CHECK(at("/srv/{other}.git", values)->uri == "/srv/{other}.git");
}

TEST_CASE("a placeholder in host or port is refused, one in the user is not") {
  for (const char* uri : {"http://{application}.example/a.git", "https://h:{label}/a",
                          "ssh://git@{profile}/a", "https://{application}"}) {
    CAPTURE(uri);
    const auto ref = at(uri, {"a", "b", "c"});
    REQUIRE_FALSE(ref.has_value());
    CHECK(ref.error().code == ErrorCode::invalid_argument);
  }
  CHECK(at("ssh://{application}@h/a", {"a", "b", "c"})->uri == "ssh://a@h/a");
  CHECK(at("https://h/{application}@x", {"a", "b", "c"})->uri == "https://h/a@x");
}

TEST_CASE("a value that would lead elsewhere names no repository") {
  for (const char* value : {"..", "a/../../etc", "a\nb", "\x7f"}) {
    CAPTURE(value);
    CHECK(at("/srv/{profile}", {"a", value, "c"}).error().code == ErrorCode::not_found);
  }
}

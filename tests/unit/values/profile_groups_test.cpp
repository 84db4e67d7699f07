// Profiles and the members of their groups: order, repetition, limit and errors.
#include "values/profile_groups.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace cairn;
using cairn::values::with_groups;

namespace {

using Profiles = std::vector<std::string>;

const std::map<std::string, Profiles> groups = {
    {"prod", {"db", "eu"}}, {"eu", {"de", "prod"}}, {"bad", {"broken"}}};

Result<Profiles> group_of(const std::string& profile) {
  if (profile == "broken") {
    return fail(ErrorCode::invalid_argument, "no list");
  }
  const auto found = groups.find(profile);
  return found == groups.end() ? Profiles() : found->second;
}

}  // namespace

TEST_SUITE("profile groups") {
  TEST_CASE("members follow their profile, depth first, each once") {
    CHECK(with_groups({"prod", "last", "db"}, group_of, 64) ==
          Profiles{"prod", "db", "eu", "de", "last"});
    CHECK(with_groups({}, group_of, 64) == Profiles{});
  }

  TEST_CASE("as many as the limit, and no more") {
    CHECK(with_groups({"prod"}, group_of, 4).has_value());
    const auto refused = with_groups({"prod"}, group_of, 3);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == ErrorCode::resource_exhausted);
    CHECK(refused.error().message == "more than 3 profiles are active");
  }

  TEST_CASE("a group that cannot be read is an error") {
    CHECK(with_groups({"bad"}, group_of, 64).error().code == ErrorCode::invalid_argument);
  }
}

// Tests of values/edit_distance.hpp.
#include "values/edit_distance.hpp"

#include <doctest/doctest.h>

using cairn::values::edit_distance;

TEST_CASE("the distance counts what is inserted, deleted or replaced") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("port", "port") == 0);
  CHECK(edit_distance("", "port") == 4);
  CHECK(edit_distance("port", "") == 4);
  CHECK(edit_distance("prot", "port") == 2);
  CHECK(edit_distance("pot", "port") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
}

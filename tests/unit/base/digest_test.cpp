// SHA-256 against its published examples.
#include "base/digest.hpp"

#include <doctest/doctest.h>

TEST_SUITE("base::digest") {
  TEST_CASE("the digest of the standard's examples") {
    CHECK(cairn::base::sha256_hex("") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(cairn::base::sha256_hex("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  TEST_CASE("fields that are cut elsewhere have another digest") {
    cairn::base::Sha256 one;
    one.add_field("ab");
    one.add_field("c");
    cairn::base::Sha256 other;
    other.add_field("a");
    other.add_field("bc");
    CHECK(one.hex() != other.hex());
  }
}

// The state file: what is written is read, and nothing else is believed.
#include "source/git/state_file.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::ErrorCode;
using cairn::source::git::Labels;
using cairn::source::git::LabelState;
using cairn::source::git::ObjectId;
using cairn::source::git::read_state;
using cairn::source::git::write_state;

namespace {

const std::string address = "https://host/config.git";

Labels some_labels() {
  const auto id = [](char digit) { return *ObjectId::parse(std::string(40, digit)); };
  Labels labels;
  LabelState branch;
  branch.advertised = id('1');
  branch.commit = id('1');
  branch.first_published = id('2');
  branch.before_rewrite = id('3');
  branch.deleted = true;
  branch.tree_size = {200'000, 1'073'741'824};
  branch.refused = id('5');
  branch.refused_why = "more than 200000 files";
  branch.changed_at = 1600000000;
  labels["refs/heads/f\xc3\xbcr/alle"] = branch;
  labels["refs/tags/tree"].advertised = id('4');
  return labels;
}

}  // namespace

TEST_SUITE("state file") {
  TEST_CASE("labels survive") {
    const auto labels = read_state(write_state(some_labels(), address), address);

    REQUIRE(labels.has_value());
    CHECK(*labels == some_labels());
  }

  TEST_CASE("an address that is no UTF-8 survives") {
    const std::string odd = "/srv/\xff.git";
    CHECK(read_state(write_state(some_labels(), odd), odd).has_value());
  }

  TEST_CASE("keys that are not known are ignored") {
    const auto labels =
        read_state(R"({"format":1,"address":"a","later":[1],"labels":{"refs/heads/main":)"
                   R"({"advertised":"1111111111111111111111111111111111111111","new":{}}}})",
                   "a");
    REQUIRE(labels.has_value());
    CHECK(labels->size() == 1);
  }

  TEST_CASE("the state of another repository is refused") {
    CHECK_FALSE(
        read_state(write_state(some_labels(), address), "https://host/other.git").has_value());
  }

  TEST_CASE("what is no state of this format is refused") {
    for (const char* text :
         {"", "{", "[]", "null", "{}", R"({"format":0,"address":"a","labels":{}})",
          R"({"format":"1","address":"a","labels":{}})", R"({"format":1,"address":"a"})",
          R"({"format":1,"address":"a","labels":[]})", R"({"format":1,"labels":{}})",
          R"({"format":1,"address":"a","labels":{"x":1}})",
          R"({"format":1,"address":"a","labels":{"x":{}}})",
          R"({"format":1,"address":"a","labels":{"x":{"advertised":"12"}}})",
          R"({"format":1,"address":"a","labels":{"x":{"advertised":1}}})"}) {
      CAPTURE(text);
      const auto labels = read_state(text, "a");
      REQUIRE_FALSE(labels.has_value());
      CHECK(labels.error().code == ErrorCode::failed_precondition);
    }
  }

  TEST_CASE("with any bit flipped it says the same or is refused") {
    const std::string whole = write_state(some_labels(), address);
    for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
      std::string text = whole;
      text[bit / 8] =
          static_cast<char>(static_cast<unsigned char>(text[bit / 8]) ^ (1U << bit % 8));
      CAPTURE(text);
      const auto labels = read_state(text, address);
      CHECK((!labels || *labels == some_labels()));
    }
  }

  TEST_CASE("one that an older server wrote without a digest is read") {
    const auto labels = read_state(R"({"format":1,"address":"a","labels":{"refs/heads/main":)"
                                   R"({"advertised":"1111111111111111111111111111111111111111"}}})",
                                   "a");
    REQUIRE(labels.has_value());
    CHECK(labels->size() == 1);
  }

  TEST_CASE("every part of a state file is refused, none crashes") {
    const std::string whole = write_state(some_labels(), address);
    for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
      CHECK_FALSE(read_state(whole.substr(0, size), address).has_value());
    }
  }
}

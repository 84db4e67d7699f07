// Which ref a label stands for.
#include "source/git/labels.hpp"

#include <doctest/doctest.h>

#include <string>

using cairn::source::git::find_label;
using cairn::source::git::id_digits;
using cairn::source::git::is_legal_label;
using cairn::source::git::label_of;
using cairn::source::git::Labels;
using cairn::source::git::LabelState;
using cairn::source::git::ObjectId;

namespace {

ObjectId id_of(char digit) {
  return *ObjectId::parse(std::string(40, digit));
}

LabelState state_at(char digit) {
  LabelState state;
  state.advertised = id_of(digit);
  state.commit = id_of(digit);
  return state;
}

Labels some_labels() {
  Labels labels;
  labels["refs/heads/main"] = state_at('1');
  labels["refs/heads/feature/checkout"] = state_at('2');
  labels["refs/heads/stable"] = state_at('3');
  labels["refs/tags/stable"] = state_at('4');
  labels["refs/tags/v1"] = state_at('5');
  labels["refs/tags/tree"].advertised = id_of('6');
  return labels;
}

}  // namespace

TEST_SUITE("labels") {
  TEST_CASE("a label is found by its name and by longer forms of it") {
    struct Case {
      const char* label;
      char commit;
    };
    const Labels labels = some_labels();
    for (const Case& example : {Case{"main", '1'},
                                {"refs/heads/main", '1'},
                                {"heads/main", '1'},
                                {"origin/main", '1'},
                                {"remotes/origin/main", '1'},
                                {"refs/remotes/origin/main", '1'},
                                {"feature/checkout", '2'},
                                {"origin/feature/checkout", '2'},
                                {"stable", '3'},
                                {"tags/stable", '4'},
                                {"refs/tags/stable", '4'},
                                {"v1", '5'}}) {
      CAPTURE(example.label);
      const LabelState* state = find_label(labels, example.label);
      REQUIRE(state != nullptr);
      CHECK(*state->commit == id_of(example.commit));
    }
  }

  TEST_CASE("other names find nothing") {
    const Labels labels = some_labels();
    for (const char* label :
         {"checkout", "Main", "main~1", "main^", "@", "HEAD", "origin", "origin/v1",
          "refs/heads/v1", "refs/main", "tree", "main/", "/main", "", "heads"}) {
      CAPTURE(label);
      CHECK(find_label(labels, label) == nullptr);
    }
  }

  TEST_CASE("names that git would not allow are not legal") {
    for (const char* name : {"",   "-x", "a b",  "a..b",  "a~1",   "a^",    "a:b",    "a?",
                             "a*", "a[", "a\\b", "a.",    ".a",    "a/.b",  "a.lock", "a.lock/b",
                             "/a", "a/", "a//b", "a@{1}", "a\x01", "a\x7f", "\xff"}) {
      CAPTURE(name);
      CHECK_FALSE(is_legal_label(name));
    }
    for (const char* name : {"main", "a/b", "v1.0-2-gbcee1a7", "a,b", "@a", "käse", "a{b", "#1"}) {
      CAPTURE(name);
      CHECK(is_legal_label(name));
    }
  }

  TEST_CASE("ids, beginnings of ids and describe forms give digits") {
    CHECK(id_digits("051A9ed") == "051a9ed");
    CHECK(id_digits("46") == "46");
    CHECK(id_digits(std::string(40, 'a')) == std::string(40, 'a'));
    CHECK(id_digits("v1.0-2-gbcee1a7") == "bcee1a7");
    CHECK(id_digits("v1.0-2-gbcee") == "bcee");
  }

  TEST_CASE("other labels give none") {
    for (const std::string& label :
         {std::string("4"), std::string(41, 'a'), std::string("main"), std::string("v1.0-2-gbce"),
          std::string("v1.0-2-gxyz1"), std::string("go-gopher-gbcee1a7"),
          std::string("x~1-gbcee1a7"), std::string("bcee1a7^"), std::string("-gbcee1a7")}) {
      CAPTURE(label);
      CHECK_FALSE(id_digits(label).has_value());
    }
  }

  TEST_CASE("a ref is named as short as it is found") {
    const Labels labels = some_labels();
    CHECK(label_of(labels, "refs/heads/feature/checkout") == "feature/checkout");
    CHECK(label_of(labels, "refs/tags/v1") == "v1");
    CHECK(label_of(labels, "refs/tags/stable") == "refs/tags/stable");
  }
}

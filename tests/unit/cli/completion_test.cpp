// Completion scripts and the man page say what the command line takes.
#include <doctest/doctest.h>

#include <CLI/CLI.hpp>
#include <string>

#include "cli/command_line.hpp"
#include "cli/completion_scripts.hpp"
#include "cli/manual.hpp"
#include "cli/shape.hpp"

using namespace cairn::cli;

namespace {

VerbShape program() {
  Chosen unused;
  return shape_of(*make_app(unused));
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// Calls back with each verb, "cache show" among them.
template <typename Each>
void each_verb(const VerbShape& verb, const Each& each) {
  for (const VerbShape& sub : verb.verbs) {
    each(sub);
    each_verb(sub, each);
  }
}

const OptionShape& option_of(const VerbShape& verb, const std::string& name) {
  for (const OptionShape& option : verb.options) {
    if (option.names.back() == name) {
      return option;
    }
  }
  FAIL("no option ", name);
  return verb.options.front();
}

}  // namespace

TEST_SUITE("shape") {
  TEST_CASE("options have names, types, choices, and say whether they take a value") {
    const VerbShape whole = program();
    const VerbShape& get = whole.verbs.front();
    CHECK(get.name == "get");
    const OptionShape& format = option_of(get, "--format");
    CHECK(format.takes_value);
    CHECK(format.names.front() == "-f");
    CHECK(format.choices.front() == "yml");
    CHECK(option_of(get, "--ca-file").type == "FILE");
    CHECK(option_of(get, "--server").repeatable);
    CHECK_FALSE(option_of(get, "--user").repeatable);
    CHECK_FALSE(option_of(get, "--json").takes_value);
    REQUIRE(get.positionals.size() == 3);
    CHECK(get.positionals[0].required);
    CHECK_FALSE(get.positionals[2].required);
  }
}

TEST_SUITE("completion") {
  TEST_CASE("each script has every verb and every option") {
    const VerbShape whole = program();
    const std::string bash = bash_completion(whole);
    const std::string zsh = zsh_completion(whole);
    const std::string fish = fish_completion(whole);
    each_verb(whole, [&](const VerbShape& verb) {
      CAPTURE(verb.name);
      CHECK(has(bash, verb.name));
      CHECK(has(zsh, "'" + verb.name + ":"));
      CHECK(has(fish, " -a " + verb.name + " "));
      for (const OptionShape& option : verb.options) {
        for (const std::string& name : option.names) {
          CAPTURE(name);
          CHECK(has(bash, name));
          CHECK(has(zsh, name + "["));
          CHECK(has(fish,
                    name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1)));
        }
      }
    });
  }
}

TEST_SUITE("man page") {
  TEST_CASE("it has every verb, every option and every exit code") {
    const VerbShape whole = program();
    const std::string page = manual_page(whole);
    const auto as_roff = [](std::string text) {
      for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2) {
        text.insert(at, "\\");
      }
      return text;
    };
    each_verb(whole, [&](const VerbShape& verb) {
      CAPTURE(verb.name);
      CHECK(has(page, verb.name));
      for (const OptionShape& option : verb.options) {
        CAPTURE(option.names.back());
        CHECK(has(page, as_roff(option.names.back())));
      }
    });
    for (const ExitMeaning& row : exit_table()) {
      CHECK(has(page, as_roff(std::string(row.meaning))));
    }
    CHECK(page.starts_with(".TH CAIRN 1 "));
  }
}

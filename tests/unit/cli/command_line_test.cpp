// The command line: what is understood, what is not, and whose words are whose.
#include "cli/command_line.hpp"

#include <doctest/doctest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

using namespace cairn::cli;
using Texts = std::vector<std::string>;

namespace {

constexpr int usage = static_cast<int>(Exit::usage);

}  // namespace

TEST_SUITE("command line") {
  TEST_CASE("what cannot be understood ends with the code for that") {
    for (const Texts& words : std::vector<Texts>{
             {},
             {"nonsense"},
             {"get"},
             {"get", "shop"},
             {"get", "shop", "dev", "key", "more"},
             {"get", "shop", "dev", "--format", "xml"},
             {"get", "shop", "dev", "--nonsense"},
             {"get", "shop", "dev", "--explain", "--format", "yml"},
             {"get", "shop", "dev", "--timeout", "soon"},
             {"get", "shop", "dev", "--server", "http://u:p@localhost"},
             {"get", "shop", "dev", "--server", "ftp://localhost"},
             {"exec", "shop", "dev"},
             {"exec", "shop", "dev", "--"},
             {"exec", "shop", "dev", "--signal", "NOPE", "--", "true"},
             {"exec", "shop", "dev", "--once", "--restart", "--", "true"},
             {"exec", "shop", "dev", "--signal", "HUP", "--once", "--", "true"},
             {"render", "shop", "dev"},
             {"render", "shop", "dev", "--file", "x"},
             {"render", "shop", "dev", "--file", "x.yml", "--template", "t=x.yml"},
             {"render", "shop", "dev", "--file", "x.yml", "--mode", "rw"},
             {"cache"},
             {"cache", "verify", "shop"},
             {"ping", "--count", "0"},
             {"compare"},
             {"compare", "http://a"},
             {"compare", "shop/dev"},
             {"compare", "http://a", "http://b", "http://c", "shop/dev"},
             {"compare", "http://a", "http://b", "shop"},
             {"token"},
             {"token", "new"},
             {"token", "new", "a b"},
             {"token", "new", "a:b"},
             {"token", "new", "shop", "--days", "0"},
             {"token", "new", "shop", "--days", "3651"},
             {"token", "new", "shop", "--roles", "a b"},
             {"token", "new", "shop", "--id", "a,b"},
             {"completion"},
             {"completion", "tcsh"},
         }) {
      std::string line;
      for (const std::string& word : words) {
        line += word + " ";
      }
      CAPTURE(line);
      CHECK(run(words) == usage);
    }
  }

  TEST_CASE("an option takes one word and leaves the next to the verb") {
    Chosen chosen;
    const auto app = make_app(chosen);
    Texts words = {"dev", "shop", "http://b", "--server", "http://a", "--server", "get"};
    app->parse(words);
    CHECK(app->get_subcommand("get")->get_option("--server")->results() ==
          Texts{"http://a", "http://b"});
    CHECK(app->get_subcommand("get")->get_option("PROFILE")->results() == Texts{"dev"});
  }

  TEST_CASE("every verb has a description, examples and, but for those without data, --json") {
    Chosen chosen;
    const auto app = make_app(chosen);
    for (const CLI::App* verb : app->get_subcommands([](const CLI::App*) { return true; })) {
      CAPTURE(verb->get_name());
      CHECK_FALSE(verb->get_description().empty());
      CHECK(verb->get_footer().find("Examples:\n  cairn " + verb->get_name()) !=
            (verb->get_name() == "completion" ? 0 : std::string::npos));
      if (verb->get_name() != "completion" && verb->get_name() != "cache" &&
          verb->get_name() != "token" && verb->get_name() != "key") {
        CHECK(verb->get_option_no_throw("--json") != nullptr);
      }
    }
  }
}

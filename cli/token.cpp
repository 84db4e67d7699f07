// cairn token new: a bearer token for clients, and the line by which the server knows it. Nothing
// is asked of a server, and the token is written nowhere but to standard output.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bearer_token.hpp"
#include "cli/json_of.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/verbs.hpp"

namespace cairn::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int days_max = 3650;

struct TokenOptions {
  std::string principal;
  std::string id;
  std::string roles;
  int days = 90;
  Output output;
};

// As the server takes names: no blanks, control characters and colons; commas only between roles.
bool is_name(const std::string& text, bool commas) {
  return !text.empty() && text.size() <= 128 &&
         std::none_of(text.begin(), text.end(), [commas](char c) {
           return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == ':' ||
                  (c == ',' && !commas);
         });
}

Exit new_token(const TokenOptions& options) {
  if (!is_name(options.principal, false) || (!options.id.empty() && !is_name(options.id, false)) ||
      (!options.roles.empty() && !is_name(options.roles, true))) {
    problem("names are 1 to 128 characters without blanks, commas and colons");
    return Exit::usage;
  }
  const auto token = base::new_bearer_token();
  if (!token) {
    return refuse(token.error());
  }
  const std::string digest = base::bearer_token_digest(token->reveal());
  const std::string id =
      options.id.empty() ? options.principal + "-" + digest.substr(0, 8) : options.id;
  const std::string until =
      time_text(std::chrono::system_clock::now() + std::chrono::hours(24) * options.days);
  const std::string line = id + " " + options.principal + " " + digest + " " + until +
                           (options.roles.empty() ? "" : " " + options.roles);
  const std::string shown_once(token->reveal());
  if (options.output.json) {
    return finish(
        json_text(Json{{"token", shown_once}, {"id", id}, {"until", until}, {"line", line}}));
  }
  note(options.output,
       "the token is shown this once; the second line is for cairn.auth.tokens-file");
  return finish(shown_once + "\n" + line + "\n");
}

}  // namespace

void add_token(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<TokenOptions>();
  CLI::App* verb = app.add_subcommand("token", "Make a token for clients of the server");
  verb->require_subcommand(1);
  CLI::App* made = verb->add_subcommand("new", "Write a new token, and the server's line for it");
  add_text(*made, "PRINCIPAL", options->principal, "", "Whom the token is for")->required();
  add_text(*made, "--id", options->id, "NAME", "Its name in the file; else made from both");
  add_text(*made, "--roles", options->roles, "ROLE,ROLE", "Roles, for rules of cairn.access");
  made->add_option("--days", options->days, "How long it is good (90)")
      ->type_name("N")
      ->check(CLI::Range(1, days_max));
  add_output(*made, options->output);
  made->footer("");
  verb->footer(
      "Examples:\n"
      "  cairn token new shop --roles reader\n"
      "  cairn token new shop --json | jq -r .token >token.txt");
  made->callback([options, &chosen] { chosen.run = [options] { return new_token(*options); }; });
}

}  // namespace cairn::cli

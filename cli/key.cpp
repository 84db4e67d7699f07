// cairn key new: a key of Cairn's own format.
#include <CLI/CLI.hpp>
#include <chrono>
#include <ctime>
#include <memory>

#include "cli/options.hpp"
#include "cli/verbs.hpp"
#include "crypto/key_ring.hpp"

namespace cairn::cli {
namespace {

// Keys are told apart by when they were made, unless somebody names them.
std::string this_month() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  const std::string month = std::to_string(parts.tm_mon + 1);
  return std::to_string(parts.tm_year + 1900) + (month.size() < 2 ? "-0" : "-") + month;
}

Exit key_new(const std::string& id) {
  const auto line = crypto::new_key_line(id.empty() ? this_month() : id);
  return line ? finish(std::string(line->reveal()) + '\n') : refuse(line.error());
}

}  // namespace

void add_key(CLI::App& app, Chosen& chosen) {
  const auto id = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand("key", "Keys of Cairn's own format");
  verb->require_subcommand(1);
  CLI::App* make = verb->add_subcommand("new", "Write a new key, as a line of a keys file");
  add_text(*make, "ID", *id, "", "Its id: lower-case letters, digits and dashes; else the month");
  make->footer("");
  verb->footer(
      "The key is confidential: write it where only the server and you can read it.\n\n"
      "Examples:\n"
      "  cairn key new | sudo tee -a /etc/cairn/keys > /dev/null\n"
      "  cairn key new payments-2026 | age -r ... > keys.age");
  make->callback([id, &chosen] { chosen.run = [id] { return key_new(*id); }; });
}

}  // namespace cairn::cli

// Options that several verbs have, and what they come to.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cairn/load_options.hpp"
#include "cairn/result.hpp"
#include "cli/output.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace cairn::cli {

// Whom to ask, and as whom. Nothing confidential is an argument: any user can read those.
struct Connection {
  std::vector<std::string> servers;  // else CAIRN_SERVER, else http://localhost:8888
  std::string user;                  // else CAIRN_USER
  std::string password_file;         // else CAIRN_PASSWORD, else the terminal is asked
  std::string token_file;            // else CAIRN_TOKEN
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string key_password_file;
  std::string timeout = "15s";
};

// The local copy of the last good answer.
struct Keeping {
  bool off = false;
  std::string directory;  // else CAIRN_CACHE_DIR, else the library's
  std::string key_file;
  std::string age_max;
};

// Which configuration.
struct Question {
  std::string application;
  std::string profiles;
  std::string label;
};

// An option that takes one text.
CLI::Option* add_text(CLI::App& verb, const std::string& names, std::string& into,
                      const std::string& type, const std::string& description);
// An option that may be given several times, one text each.
CLI::Option* add_texts(CLI::App& verb, const std::string& names, std::vector<std::string>& into,
                       const std::string& type, const std::string& description);

void add_output(CLI::App& verb, Output& output);
// `key_option` names the client certificate's key, for verbs to which --key is something else.
void add_connection(CLI::App& verb, Connection& connection,
                    const std::string& key_option = "--key");
void add_keeping(CLI::App& verb, Keeping& keeping);
void add_question(CLI::App& verb, Question& question);

// Arguments can be read by every user of this machine: an address among them may not have a
// password. Errors: invalid_argument.
[[nodiscard]] Result<void> check_no_password(const std::string& server);

// "10s", "500ms"; a bare number counts seconds. Errors: invalid_argument, naming the option.
[[nodiscard]] Result<std::chrono::milliseconds> duration_of(const std::string& option,
                                                            const std::string& text);

// Reads the files and asks for a password if need be.
// Errors: invalid_argument; internal for a file that cannot be read; unauthenticated when there is
// no password and nobody to ask.
[[nodiscard]] Result<FetchOptions> fetch_options_of(const Connection& connection);
[[nodiscard]] Result<CacheOptions> cache_options_of(const Keeping& keeping);
// Remote values alone: no files, variables or arguments of this process.
[[nodiscard]] Result<LoadOptions> load_options_of(const Connection& connection,
                                                  const Keeping& keeping, const Question& question);

}  // namespace cairn::cli

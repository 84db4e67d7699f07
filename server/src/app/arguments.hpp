// Arguments: the command line of cairn-server, in Spring's style: --any.setting=value.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::app {

enum class Verb { serve, check_config, access_test, help, version };

struct Arguments {
  Verb verb = Verb::serve;
  std::string user;  // of access_test, as the next one
  std::string path;
  // Names and values in order, each name once. "--flag" without a value has the value "".
  std::vector<std::pair<std::string, std::string>> settings;
};

// Parses what follows the program's name. --help and --version win over everything else. A setting
// given twice has both values, with a comma between them, as in Spring.
//
// "access test USER PATH" may stand in front.
//
// Errors: invalid_argument for another bare word, a single dash or a name without letters, with
// what to write instead.
[[nodiscard]] Result<Arguments> parse_arguments(const std::vector<std::string>& words);

// What --help prints.
[[nodiscard]] std::string help_text();

// What --version prints: "cairn-server 0.1.0".
[[nodiscard]] std::string version_text();

}  // namespace cairn::app

// Environment variables for a program, out of a configuration, under the names by which Spring
// finds them: "shop.page-size" is SHOP_PAGESIZE, "hosts[0]" is HOSTS_0.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"

namespace cairn::cli {

struct Variable {
  std::string name;
  std::string value;

  friend bool operator==(const Variable&, const Variable&) = default;
};

struct Variables {
  std::vector<Variable> set;          // each name once, in the order of the configuration
  std::vector<std::string> left_out;  // one sentence for each key that became none
};

// The variable of a key; none if its name can be none: other characters than letters, digits and
// "_", or a digit in front.
[[nodiscard]] std::optional<std::string> variable_name(const std::string& key);

// Whether a variable belongs to the system or to the user: PATH, HOME, LD_PRELOAD and the like are
// never set by a configuration, where "path" is an ordinary key.
[[nodiscard]] bool is_reserved(std::string_view variable);

// The variables of everything that counts, below any of these names ("" or none: everything). Of
// two keys with one variable the first, which is the more important, gets it.
// Errors: failed_precondition for a placeholder that cannot be resolved and for a value with a zero
// byte, naming key and place.
[[nodiscard]] Result<Variables> variables_of(const Config& config,
                                             const std::vector<std::string>& below);

// A process environment, "NAME=value", with these variables added or replaced.
[[nodiscard]] std::vector<std::string> environment_with(const std::vector<std::string>& inherited,
                                                        const std::vector<Variable>& variables);

// "NAME='value'" lines, which a shell can read.
[[nodiscard]] std::string shell_text(const std::vector<Variable>& variables);
// A text as one word of a shell.
[[nodiscard]] std::string shell_quoted(std::string_view text);

}  // namespace cairn::cli

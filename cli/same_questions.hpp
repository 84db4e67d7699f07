// Questions for compare: what is asked of both servers.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "cli/options.hpp"

namespace cairn::cli {

// "APP/PROFILE" or "APP/PROFILE/LABEL"; a label may have slashes. Errors: invalid_argument.
[[nodiscard]] Result<Question> parse_question(std::string_view text);

// One question a line; empty lines and those with '#' in front are left out.
// Errors: invalid_argument, with the line.
[[nodiscard]] Result<std::vector<Question>> parse_questions(std::string_view text,
                                                            const std::string& file);

// One request of a question.
struct SameRequest {
  std::string what;    // "environment v1", "yml", "file nginx.conf"
  std::string path;    // encoded
  std::string accept;  // "" for any
  bool environment = false;
};

// What is asked: the environment in v1 and, `v2`, with origins; the three flat formats; files.
[[nodiscard]] std::vector<SameRequest> requests_of(const Question& question, bool v2,
                                                   const std::vector<std::string>& files);

}  // namespace cairn::cli

// The words of git 2.39 and of the servers that people use.
#include "source/git/absence.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace cairn::source::git {
namespace {

bool says(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

}  // namespace

Error with_absence(Error error) {
  if (error.code != ErrorCode::unavailable) {
    return error;
  }
  if (says(error.message, "couldn't find remote ref HEAD")) {
    error.code = ErrorCode::not_found;
    error.message += " (it cannot be cloned: its HEAD names no branch)";
    return error;
  }
  constexpr std::array<std::string_view, 5> words = {
      "does not appear to be a git repository",  // a path, or behind ssh
      "' not found",                             // 404 of a web server
      "Repository not found",                    // GitHub and others behind ssh
      "project you were looking for could not be found",
      "access denied or repository not exported",  // git daemon
  };
  if (std::any_of(words.begin(), words.end(),
                  [&](std::string_view each) { return says(error.message, each); })) {
    error.code = ErrorCode::not_found;
  }
  return error;
}

}  // namespace cairn::source::git

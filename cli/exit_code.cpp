// See exit_code.hpp.
#include "cli/exit_code.hpp"

namespace cairn::cli {

const std::vector<ExitMeaning>& exit_table() {
  static const std::vector<ExitMeaning> table = {
      {Exit::ok, "it worked; yes; equal"},
      {Exit::no, "no: the servers differ, a cache file is of no use, a server is not ready"},
      {Exit::usage, "the command line cannot be understood"},
      {Exit::unreachable, "no server answers in time, or they fail, and no local copy stands in"},
      {Exit::denied, "a server denies access"},
      {Exit::not_found, "the server has no such configuration"},
      {Exit::bad_content, "an answer, a value, a template or a file cannot be used"},
      {Exit::no_key, "the configuration has no such key"},
      {Exit::system, "this machine refuses: a file cannot be read or written"},
      {Exit::command_failed, "a check or reload command failed"},
      {Exit::cannot_run, "exec: the command cannot be run"},
      {Exit::no_command, "exec: the command is not found"},
  };
  return table;
}

Exit exit_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::unauthenticated:
    case ErrorCode::permission_denied:
      return Exit::denied;
    case ErrorCode::not_found:
      return Exit::not_found;
    case ErrorCode::unavailable:
      return Exit::unreachable;
    case ErrorCode::failed_precondition:
    case ErrorCode::resource_exhausted:
      return Exit::bad_content;
    case ErrorCode::invalid_argument:
      return Exit::usage;
    case ErrorCode::internal:
      break;
  }
  return Exit::system;
}

}  // namespace cairn::cli

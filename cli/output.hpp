// What a verb says: data goes to standard output and nothing else does; notes and problems go to
// standard error, one line each, "cairn: " in front.
//
// Thread-safety: lines may come from several threads; each is written whole.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/error.hpp"
#include "cli/exit_code.hpp"

namespace cairn::cli {

struct Output {
  bool json = false;
  bool json_notes = false;  // notes as objects, on standard error
  bool quiet = false;       // no notes
};

// Something worth knowing; not with --quiet.
void note(const Output& output, std::string_view text);
// What went wrong.
void problem(std::string_view text);
// The same for an error; gives the exit code that it comes to.
[[nodiscard]] Exit refuse(const Error& error);

// Writes to standard output at once. False when it cannot be written, which is told.
[[nodiscard]] bool write_out(std::string_view text);
// The same as the end of a verb.
[[nodiscard]] Exit finish(std::string_view text, Exit code = Exit::ok);

// "2026-01-31T09:05:00Z".
[[nodiscard]] std::string time_text(std::chrono::system_clock::time_point time);
// "3 min": the longest unit that fits.
[[nodiscard]] std::string span_text(std::chrono::seconds span);
// A value as one word of text, "true", "8081"; control characters as escapes, so that a value stays
// in its line and cannot speak to the terminal.
[[nodiscard]] std::string shown_value(const Value& value);
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace cairn::cli

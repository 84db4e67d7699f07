// Rendering: files made of a configuration, put in place all together or not at all.
//
// Thread-safety: pure but for files and commands; one at a time for the same files.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"
#include "cli/formats.hpp"
#include "cli/output.hpp"

namespace cairn::cli {

// One file to write: from a template, or in a format.
struct Target {
  std::string path;
  std::string template_file;  // "" for `format`
  Format format = Format::yml;
};

struct RenderPlan {
  std::vector<Target> targets;
  std::string check;   // a shell's command; "{}" is the new file; "" for none
  std::string reload;  // a shell's command; "" for none
  std::chrono::milliseconds command_deadline{60'000};
  std::optional<mode_t> mode;
  Output output;
};

// "IN=OUT". Errors: invalid_argument.
[[nodiscard]] Result<Target> parse_template_target(const std::string& text);
// "OUT" with a known extension, or "OUT:FORMAT". Errors: invalid_argument.
[[nodiscard]] Result<Target> parse_file_target(const std::string& text);
// "640", "0640". Errors: invalid_argument.
[[nodiscard]] Result<mode_t> parse_mode(const std::string& text);

struct Rendered {
  std::vector<std::string> changed;  // the files that have new bytes
  std::vector<std::string> same;
  // Files are in place; what failed is the reload command. Ok without one.
  bool reloaded = true;
};

// Makes all texts, writes them beside their places, checks those that change, and only then swaps
// them in and calls the reload command, if any bytes changed.
//
// Errors: failed_precondition for what cannot be made of the configuration; internal for files;
// unavailable when a check says no. Nothing is swapped then, unless the system refuses in between.
[[nodiscard]] Result<Rendered> render_files(const RenderPlan& plan, const Config& config);

}  // namespace cairn::cli

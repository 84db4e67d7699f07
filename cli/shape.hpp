// Shape: the command line as data: verbs, options, their words. Completion scripts and the man page
// are written from it, so that they never say anything else than the program does.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace cairn::cli {

struct OptionShape {
  std::vector<std::string> names;    // "-l", "--label"; of a positional argument its name alone
  std::string type;                  // "FILE", "DIR", "URL", ...; "" for none
  std::vector<std::string> choices;  // the values it takes, if they are known
  std::string description;
  bool takes_value = false;
  bool required = false;
  bool repeatable = false;
};

struct VerbShape {
  std::string name;
  std::string description;
  std::string footer;
  std::vector<OptionShape> options;
  std::vector<OptionShape> positionals;
  std::vector<VerbShape> verbs;
};

[[nodiscard]] VerbShape shape_of(const CLI::App& app);

}  // namespace cairn::cli

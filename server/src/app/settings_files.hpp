// From arguments, environment and files to one SettingsTree: which files are read, in which order,
// which of their documents apply. The rules are those of Spring Boot for its own application.yml:
// spring.config.location, .additional-location, .import, .name; spring.profiles.active, .include,
// .group, .default; spring.config.activate.on-profile and .on-cloud-platform.
//
// Thread-safety: a function without shared state; it reads files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/settings_tree.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

struct SettingsInput {
  std::vector<std::pair<std::string, std::string>> arguments;  // names and values of --name=value
  std::vector<std::string> environment;                        // "NAME=value"
  // Where relative paths begin, and where application.yml and config/application.yml are looked
  // for.
  std::string directory = ".";
  // The least important place without spring.config.location.
  std::string system_directory = "/etc/cairn";
};

// Reads everything. Without any file the tree holds arguments and environment only.
//
// Errors: not_found for a file that was named and is not there (unless "optional:"),
// failed_precondition for one that does not parse (with line and column), invalid_argument for a
// location, a profile or an activation that cannot be used.
[[nodiscard]] Result<SettingsTree> load_settings_tree(const SettingsInput& input);

}  // namespace cairn::app

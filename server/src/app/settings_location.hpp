// SettingsLocation: one place of spring.config.location or spring.config.import, and the files it
// stands for.
//
// Thread-safety: plain values and functions that look at the file system.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "format/document.hpp"

namespace cairn::app {

struct SettingsLocation {
  std::string path;  // relative ones already joined with the directory they count from
  bool directory = false;
  bool optional = false;
  Origin origin;  // of the setting that names it
};

// Parses "file:/etc/a.yml", "/etc/a.yml", "conf/", "optional:conf/b.properties". nullopt for an
// optional place of a kind that cannot be read here.
// Errors: invalid_argument for "classpath:" and the like, or no text.
[[nodiscard]] Result<std::optional<SettingsLocation>> parse_settings_location(
    std::string_view text, const std::string& base_directory, const Origin& origin);

// The files of a place, the least important first: of a directory <name>.yaml, .yml, .xml and
// .properties for each name; of a file itself. With a profile: the variants "-<profile>".
[[nodiscard]] std::vector<std::string> files_of(const SettingsLocation& location,
                                                const std::vector<std::string>& names,
                                                std::string_view profile);

// How a file is read, by its extension; nullopt for one that is not known.
[[nodiscard]] std::optional<format::Kind> settings_kind(std::string_view path);

// "a/b.yml" of "a" and "b.yml"; the path itself when it is absolute or the directory is ".".
[[nodiscard]] std::string join_path(std::string_view directory, std::string_view path);

}  // namespace cairn::app

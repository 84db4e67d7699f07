// See settings_location.hpp.
#include "app/settings_location.hpp"

#include <array>
#include <filesystem>
#include <system_error>

#include "base/text.hpp"

namespace cairn::app {
namespace {

constexpr std::string_view optional_prefix = "optional:";
// The least important first, as Spring orders its loaders.
constexpr std::array<std::string_view, 4> extensions = {".yaml", ".yml", ".xml", ".properties"};

// "file" of "file:/etc/a.yml", "" for a path.
std::string_view scheme_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  const bool scheme = colon != std::string_view::npos && colon != 0 && text.find('/') > colon;
  return scheme ? text.substr(0, colon) : std::string_view();
}

}  // namespace

std::string join_path(std::string_view directory, std::string_view path) {
  if (directory.empty() || directory == "." || (!path.empty() && path.front() == '/')) {
    return std::string(path);
  }
  std::string out(directory);
  if (out.back() != '/') {
    out += '/';
  }
  while (path.substr(0, 2) == "./") {
    path.remove_prefix(2);
  }
  return out.append(path);
}

Result<std::optional<SettingsLocation>> parse_settings_location(std::string_view text,
                                                                const std::string& base_directory,
                                                                const Origin& origin) {
  SettingsLocation location;
  location.origin = origin;
  std::string_view rest = base::trim(text);
  if (rest.substr(0, optional_prefix.size()) == optional_prefix) {
    location.optional = true;
    rest.remove_prefix(optional_prefix.size());
  }
  const std::string_view scheme = scheme_of(rest);
  if (!scheme.empty()) {
    if (scheme != "file") {
      if (location.optional) {
        return std::optional<SettingsLocation>();
      }
      return fail(ErrorCode::invalid_argument,
                  "'" + std::string(text) + "': only files and directories can be read here",
                  origin);
    }
    rest.remove_prefix(scheme.size() + 1);
    if (rest.substr(0, 3) == "///") {
      rest.remove_prefix(2);
    }
  }
  if (rest.empty() || rest.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' names no file", origin);
  }
  location.path = join_path(base_directory, rest);
  std::error_code problem;
  location.directory = rest.back() == '/' || std::filesystem::is_directory(location.path, problem);
  return std::optional(std::move(location));
}

std::vector<std::string> files_of(const SettingsLocation& location,
                                  const std::vector<std::string>& names, std::string_view profile) {
  const std::string suffix = profile.empty() ? std::string() : "-" + std::string(profile);
  std::vector<std::string> files;
  if (!location.directory) {
    const std::size_t dot = location.path.rfind('.');
    const std::size_t slash = location.path.rfind('/');
    const bool has_extension =
        dot != std::string::npos && (slash == std::string::npos || dot > slash);
    const std::size_t stem = has_extension ? dot : location.path.size();
    files.push_back(location.path.substr(0, stem) + suffix + location.path.substr(stem));
    return files;
  }
  for (const std::string& name : names) {
    for (const std::string_view extension : extensions) {
      files.push_back(join_path(location.path, name + suffix).append(extension));
    }
  }
  return files;
}

std::optional<format::Kind> settings_kind(std::string_view path) {
  const std::string_view extension = path.substr(std::min(path.rfind('.'), path.size()));
  if (extension == ".yml" || extension == ".yaml" || extension == ".json") {
    return format::Kind::yaml;  // JSON is YAML
  }
  if (extension == ".properties") {
    return format::Kind::properties;
  }
  if (extension == ".xml") {
    return format::Kind::xml;
  }
  return std::nullopt;
}

}  // namespace cairn::app

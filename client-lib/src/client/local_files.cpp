// See local_files.hpp.
#include "client/local_files.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/files.hpp"
#include "client/activation.hpp"

namespace cairn::client {
namespace {

constexpr std::string_view optional_prefix = "optional:";
constexpr std::string_view file_prefix = "file:";
// The least important first, as Spring orders its loaders.
constexpr std::array<std::string_view, 3> extensions = {".yaml", ".yml", ".properties"};

std::optional<format::Kind> kind_of(std::string_view path) {
  const std::string_view extension = path.substr(std::min(path.rfind('.'), path.size()));
  if (extension == ".properties") {
    return format::Kind::properties;
  }
  if (extension == ".yml" || extension == ".yaml" || extension == ".json") {
    return format::Kind::yaml;  // JSON is YAML
  }
  return std::nullopt;
}

// "application-dev.yml" of "application.yml".
std::string with_profile(const std::string& path, const std::string& profile) {
  if (profile.empty()) {
    return path;
  }
  const std::size_t dot = std::min(path.rfind('.'), path.size());
  return path.substr(0, dot) + "-" + profile + path.substr(dot);
}

bool take_prefix(std::string_view& text, std::string_view prefix) {
  const bool there = text.substr(0, prefix.size()) == prefix;
  text.remove_prefix(there ? prefix.size() : 0);
  return there;
}

}  // namespace

LocalFiles::LocalFiles(std::vector<std::string> places, std::vector<std::string> names)
    : places_(std::move(places)), names_(std::move(names)) {}

Result<std::vector<LocalDocument>> LocalFiles::documents(const SourceInputs& known,
                                                         const std::vector<std::string>* profiles) {
  known_ = &known;
  profiles_ = profiles;
  std::vector<std::string> turns = {""};
  if (profiles != nullptr) {
    turns.insert(turns.end(), profiles->begin(), profiles->end());
  }
  std::vector<LocalDocument> documents;
  for (const std::string& profile : turns) {
    for (const std::string& place : places_) {
      if (auto added = add_place(place, profile, documents); !added) {
        return fail(std::move(added).error());
      }
    }
  }
  return documents;
}

Result<void> LocalFiles::add_place(const std::string& place, const std::string& profile,
                                   std::vector<LocalDocument>& documents) {
  std::string_view rest = place;
  const bool optional = take_prefix(rest, optional_prefix);
  take_prefix(rest, file_prefix);
  const std::string path(rest);
  if (path.empty() || path.find('\0') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "'" + place + "' names no file");
  }
  if (path.back() != '/') {
    const auto found = add_file(with_profile(path, profile), !profile.empty(), documents);
    if (!found) {
      return fail(found.error());
    }
    if (!*found && !optional && profile.empty()) {
      return fail(ErrorCode::not_found, "the file '" + path + "' does not exist");
    }
    return {};
  }
  for (const std::string& name : names_) {
    for (const std::string_view extension : extensions) {
      const std::string file = with_profile(path + name + std::string(extension), profile);
      if (const auto found = add_file(file, !profile.empty(), documents); !found) {
        return fail(found.error());
      }
    }
  }
  return {};
}

Result<bool> LocalFiles::add_file(const std::string& path, bool of_profile,
                                  std::vector<LocalDocument>& documents) {
  auto file = parsed(path);
  if (!file) {
    return fail(std::move(file).error());
  }
  if (*file == nullptr) {
    return false;
  }
  for (const auto& properties : (*file)->documents) {
    PropertySource source{path, path, "", properties};
    auto activation = activation_of(source, of_profile, *known_, profiles_);
    if (!activation) {
      return fail_in_file(std::move(activation).error(), path);
    }
    if (activation->applies) {
      documents.push_back({std::move(source), of_profile || activation->conditional});
    }
  }
  return true;
}

Result<LocalFiles::Parsed> LocalFiles::parsed(const std::string& path) {
  const auto known = parsed_.find(path);
  if (known != parsed_.end()) {
    return known->second;
  }
  const auto kind = kind_of(path);
  if (!kind) {
    return fail(ErrorCode::invalid_argument,
                "configuration is read from .yml, .yaml, .properties and .json only", {path, {}});
  }
  Parsed file;
  auto bytes = base::read_file(path, format::Budget{}.file_bytes_max);
  if (bytes) {
    auto made = format::parse(*kind, *bytes);
    if (!made) {
      return fail_in_file(std::move(made).error(), path);
    }
    file = *std::move(made);
  } else if (bytes.error().code != ErrorCode::not_found) {
    return fail_in_file(std::move(bytes).error(), path);
  }
  parsed_.emplace(path, file);
  return file;
}

}  // namespace cairn::client

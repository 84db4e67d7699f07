// From locations to references to files.
#include "resolve/config_import.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "base/text.hpp"
#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_word(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
}

// "/x", "file:x", "classpath:x": not relative to the importing file, so not in the repository.
bool is_fixed(std::string_view location) {
  if (starts_with(location, "/")) {
    return true;
  }
  const std::string_view scheme = location.substr(0, location.find(':'));
  if (scheme.size() == location.size() || scheme.empty() || !is_letter(scheme.front())) {
    return false;
  }
  return std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '*'; });
}

// What Spring Boot reads from elsewhere than files. It is never read here.
bool is_foreign(std::string_view location) {
  return starts_with(location, "configserver:") || starts_with(location, "configtree:") ||
         starts_with(location, "env:");
}

constexpr std::string_view resource_prefix = "resource:";

bool is_directory(std::string_view reference) {
  return reference.empty() || reference.back() == '/';
}

// "settings[.yml]": the name and the extension that it is to be read as; "" for none.
struct Hinted {
  std::string name;
  std::string extension;
};

Hinted split_hint(const std::string& reference) {
  const std::size_t open = reference.rfind("[.");
  if (open == std::string::npos || reference.back() != ']' || open + 3 >= reference.size()) {
    return {reference, ""};
  }
  const std::string extension = reference.substr(open + 1, reference.size() - open - 2);
  if (!std::all_of(extension.begin() + 1, extension.end(), is_word)) {
    return {reference, ""};
  }
  return {reference.substr(0, open), extension};
}

// The known extensions in the order in which a file's name is compared with them.
constexpr std::array<std::string_view, 4> extensions = {"properties", "xml", "yml", "yaml"};

// The extension that a name ends in, ignoring case and, as the reference does, the dot.
std::string_view known_extension(std::string_view name) {
  for (const std::string_view extension : extensions) {
    if (name.size() > extension.size() &&
        base::equals_ignoring_case(name.substr(name.size() - extension.size()), extension)) {
      return extension;
    }
  }
  return {};
}

// Properties and XML are told apart by the name of the file itself.
std::string kind_of_file(std::string_view extension, std::string_view name) {
  if (extension == "yml" || extension == "yaml") {
    return ".yml";
  }
  return ends_with(name, ".xml") ? ".xml" : ".properties";
}

std::string suffix_of(std::string_view profile) {
  return profile.empty() ? "" : "-" + std::string(profile);
}

// "a/*/x.yml" in its parts: what stands in front of "*/", and the name of the file.
struct Wildcard {
  std::string directory;
  std::string name;
};

std::optional<Wildcard> split_wildcard(const std::string& reference) {
  const std::size_t star = reference.find('*');
  const std::size_t slash = reference.rfind('/');
  if (slash == std::string::npos || slash != star + 1 || reference.rfind('*') != star) {
    return std::nullopt;
  }
  return Wildcard{reference.substr(0, star), reference.substr(slash + 1)};
}

Result<std::vector<Resource>> with_variants(std::vector<Resource> plain,
                                            Result<std::vector<Resource>> variants) {
  if (!variants) {
    return variants;
  }
  std::move(variants->begin(), variants->end(), std::back_inserter(plain));
  return plain;
}

}  // namespace

ImportLocation ImportLocation::parse(std::string_view text, Position at) {
  constexpr std::string_view prefix = "optional:";
  ImportLocation location;
  location.optional = starts_with(text, prefix);
  location.value = location.optional ? text.substr(prefix.size()) : text;
  if (base::trim(location.value).empty()) {
    return {};
  }
  location.at = at;
  return location;
}

bool ImportTarget::may_be(std::string_view file) const {
  const std::string_view rest = file.substr(std::min(path.size(), file.size()));
  // Behind the name stand a profile and an extension.
  return starts_with(file, path) &&
         (path.empty() || directory || rest.empty() || rest.front() == '-' || rest.front() == '.');
}

std::vector<ImportTarget> import_targets(std::string_view entry, std::string_view importer) {
  std::vector<ImportTarget> targets;
  for (const std::string_view part : base::split(entry, ';')) {
    std::string target = ImportLocation::parse(part, {}).value;
    if (starts_with(target, resource_prefix)) {
      target.erase(0, resource_prefix.size());
    }
    if (target.find("${") != std::string::npos) {
      return {{"", true}};
    }
    if (base::trim(target).empty() || is_foreign(target) || is_fixed(target)) {
      continue;
    }
    target.insert(0, importer.substr(0, importer.rfind('/') + 1));
    const std::size_t star = target.find('*');
    const bool directory = star != std::string::npos || is_directory(target);
    if (directory) {
      target.resize(std::min(star, target.size()));
    } else {
      target = split_hint(target).name;
      const std::string_view extension = known_extension(target);
      target.resize(target.size() - (extension.empty() ? 0 : extension.size() + 1));
    }
    if (const auto path = tree_path(target)) {
      targets.push_back({*path + (directory && !path->empty() ? "/" : ""), directory});
    }
  }
  return targets;
}

void ResourceFinder::add_directory(std::vector<Resource>& references, const std::string& directory,
                                   const std::string& location, std::string_view profile) const {
  for (const std::string& name : config_names_) {
    for (auto extension = extensions.rbegin(); extension != extensions.rend(); ++extension) {
      Resource resource;
      resource.reference = directory + name + suffix_of(profile) + '.' + std::string(*extension);
      resource.location = location;
      resource.kind = kind_of_file(*extension, resource.reference);
      resource.config_name = name;
      resource.of_profile = !profile.empty();
      resource.application = name;
      references.push_back(std::move(resource));
    }
  }
}

Result<void> ResourceFinder::add_import(std::vector<Resource>& references,
                                        const ImportLocation& location, std::string_view importer,
                                        std::string_view profile) const {
  std::string target = location.value;
  if (starts_with(target, resource_prefix)) {
    target.erase(0, resource_prefix.size());
  }
  const bool outside = is_fixed(target);
  if (!outside) {
    target.insert(0, importer.substr(0, importer.rfind('/') + 1));
  }
  if (is_directory(target)) {
    if (!outside) {
      add_directory(references, target, location.text(), profile);
    }
    return {};
  }
  const auto [name, hint] = split_hint(target);
  const std::string file = name + hint;
  const std::string_view extension = known_extension(file);
  if (extension.empty()) {
    if (location.optional) {
      return {};
    }
    return fail(ErrorCode::failed_precondition,
                "import '" + location.text() + "' has no known file extension or scheme",
                {"", location.at});
  }
  if (outside) {
    return {};
  }
  Resource resource;
  const std::string stem = file.substr(0, file.size() - extension.size() - 1);
  resource.application = stem.substr(stem.rfind('/') + 1);
  resource.reference = stem + suffix_of(profile);
  if (hint.empty()) {
    resource.reference.append(".").append(extension);
  }
  resource.location = location.text();
  resource.kind = kind_of_file(extension, resource.reference);
  resource.of_profile = !profile.empty();
  references.push_back(std::move(resource));
  return {};
}

Result<void> ResourceFinder::add_matches(std::vector<Resource>& found,
                                         const Resource& reference) const {
  const auto wildcard = split_wildcard(reference.reference);
  if (!wildcard) {
    return fail(ErrorCode::failed_precondition,
                "import '" + reference.location + "' may hold one '*', as its last folder");
  }
  const auto directory = tree_path(wildcard->directory);
  if (!directory) {
    return {};
  }
  auto listing = tree_.list(*directory);
  if (!listing) {
    return fail(std::move(listing).error(), "listing '" + *directory + "'");
  }
  if (*listing == nullptr) {
    return {};
  }
  for (const std::string& folder : (*listing)->directories) {
    if (!starts_with(folder, "..")) {
      Resource resource = reference;
      resource.path = joined_path(joined_path(*directory, folder), wildcard->name);
      found.push_back(std::move(resource));
    }
  }
  return {};
}

Result<std::vector<Resource>> ResourceFinder::found(std::vector<Resource> references) const {
  std::vector<Resource> found;
  std::unordered_set<std::string> seen;
  for (Resource& reference : references) {
    if (!seen.insert(reference.reference).second) {
      continue;
    }
    if (reference.reference.find('*') != std::string::npos) {
      if (auto done = add_matches(found, reference); !done) {
        return fail(std::move(done).error());
      }
      continue;
    }
    auto path = tree_path(reference.reference);
    if (path && !path->empty()) {
      reference.path = *std::move(path);
      found.push_back(std::move(reference));
    }
  }
  return found;
}

Result<std::vector<Resource>> ResourceFinder::in_locations(
    const std::vector<Location>& locations, const std::vector<std::string>* profiles) const {
  std::vector<Resource> references;
  const auto add_all = [&](std::string_view profile) {
    for (const Location& location : locations) {
      add_directory(references, location.text, location.shown, profile);
    }
  };
  add_all("");
  auto plain = found(std::move(references));
  if (!plain || profiles == nullptr) {
    return plain;
  }
  references.clear();
  for (const std::string& profile : *profiles) {
    add_all(profile);
  }
  return with_variants(*std::move(plain), found(std::move(references)));
}

Result<std::vector<Resource>> ResourceFinder::of_import(
    const ImportLocation& location, std::string_view importer,
    const std::vector<std::string>* profiles) const {
  if (starts_with(location.value, "configserver:") && !location.optional) {
    return fail(ErrorCode::failed_precondition,
                "import '" + location.text() + "' of another server is not possible here",
                {"", location.at});
  }
  if (is_foreign(location.value)) {
    return std::vector<Resource>{};
  }
  std::vector<ImportLocation> parts;
  const std::string text = location.text();
  for (const std::string_view part : base::split(text, ';')) {
    parts.push_back(ImportLocation::parse(part, location.at));
  }
  std::vector<Resource> references;
  for (const ImportLocation& part : parts) {
    if (auto done = add_import(references, part, importer, ""); !done) {
      return fail(std::move(done).error());
    }
  }
  auto plain = found(std::move(references));
  if (!plain || profiles == nullptr) {
    return plain;
  }
  references.clear();
  for (const std::string& profile : *profiles) {
    for (const ImportLocation& part : parts) {
      if (auto done = add_import(references, part, importer, profile); !done) {
        return fail(std::move(done).error());
      }
    }
  }
  return with_variants(*std::move(plain), found(std::move(references)));
}

}  // namespace cairn::resolve

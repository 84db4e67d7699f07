// Locations are matched backwards: from the directory of a file to the application in its place.
#include "resolve/application_paths.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "catalog/documents.hpp"
#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

// What one location can be matched with in vain, before it counts as one that tells nothing.
constexpr std::size_t steps_max = 10'000;

// The ways in which a directory is an instance of a location's pattern.
class Matching {
 public:
  struct Found {
    bool any_application = false;        // it is one for every application
    std::set<std::string> applications;  // or the place of one of these
    bool unclear = false;                // there are too many ways
    [[nodiscard]] bool none() const { return !any_application && applications.empty(); }
  };

  Found of(std::string_view pattern, std::string_view directory) {
    match(pattern, directory, std::nullopt);
    return std::move(found_);
  }

 private:
  using Name = std::optional<std::string_view>;  // of the application, once it is known

  void match(std::string_view pattern, std::string_view text, Name application) {
    if (++steps_ > steps_max) {
      found_.unclear = true;
      return;
    }
    if (pattern.empty()) {
      if (text.empty() && application) {
        found_.applications.emplace(*application);
      }
      found_.any_application = found_.any_application || (text.empty() && !application);
    } else if (begins(pattern, "{application}")) {
      name_application(pattern, text, application);
    } else if (begins(pattern, "{profile}")) {
      some(pattern.substr(9), text, application, 1, false);
    } else if (begins(pattern, "{label}")) {
      some(pattern.substr(7), text, application, 1, true);
    } else if (begins(pattern, "**")) {
      some(pattern.substr(2), text, application, 0, true);
    } else if (pattern.front() == '*') {
      some(pattern.substr(1), text, application, 0, false);
    } else if (!text.empty() && text.front() == pattern.front()) {
      match(pattern.substr(1), text.substr(1), application);
    }
  }

  void name_application(std::string_view pattern, std::string_view text, Name application) {
    const std::string_view rest = pattern.substr(13);
    if (application) {
      if (begins(text, *application)) {
        match(rest, text.substr(application->size()), application);
      }
      return;
    }
    const std::size_t end = std::min(text.find('/'), text.size());
    for (std::size_t size = 1; size <= end && !found_.unclear; ++size) {
      match(rest, text.substr(size), text.substr(0, size));
    }
  }

  // At least `least` characters, with or without slashes.
  void some(std::string_view rest, std::string_view text, Name application, std::size_t least,
            bool slashes) {
    const std::size_t end = slashes ? text.size() : std::min(text.find('/'), text.size());
    for (std::size_t size = least; size <= end && !found_.unclear; ++size) {
      match(rest, text.substr(size), application);
    }
  }

  static bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
  }

  std::size_t steps_ = 0;
  Found found_;
};

bool is_shared(std::string_view stem) {
  constexpr std::string_view shared = "application";
  return stem == shared || (stem.substr(0, shared.size()) == shared && stem[shared.size()] == '-');
}

// Behind each hyphen a profile may begin.
void add_names(std::string_view stem, Affected& affected) {
  for (std::size_t hyphen = stem.find('-'); hyphen != std::string_view::npos;
       hyphen = stem.find('-', hyphen + 1)) {
    if (hyphen > 0) {
      affected.add(std::string(stem.substr(0, hyphen)));
    }
  }
  affected.add(std::string(stem));
}

std::string_view parent(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

}  // namespace

ApplicationPaths::ApplicationPaths(const std::vector<std::string>& locations) {
  for (const std::string& location : locations) {
    const auto clean = clean_path(location);
    if (clean && std::find(locations_.begin(), locations_.end(), *clean) == locations_.end()) {
      locations_.push_back(*clean);
    }
  }
}

ApplicationPaths ApplicationPaths::of(const catalog::Layout& layout, std::string_view id,
                                      const catalog::RepositorySettings& settings) {
  for (const catalog::BackEnd& back_end : layout.back_ends) {
    const auto* native = std::get_if<catalog::NativeBackEnd>(&back_end);
    if (native == nullptr || native->id != id) {
      continue;
    }
    std::vector<std::string> locations;
    for (const catalog::NativeLocation& location : native->search_locations) {
      locations.push_back(location.path);
      if (native->add_label_locations) {
        locations.push_back(location.path + "/{label}");
      }
    }
    return ApplicationPaths(locations);
  }
  std::vector<std::string> locations{""};
  locations.insert(locations.end(), settings.search_paths.begin(), settings.search_paths.end());
  return ApplicationPaths(locations);
}

void ApplicationPaths::attribute(std::string_view path, Affected& affected) const {
  if (affected.all) {
    return;
  }
  const std::string_view directory = parent(path);
  const std::string_view name = directory.empty() && path.find('/') == std::string_view::npos
                                    ? path
                                    : path.substr(directory.size() + 1);
  const std::string_view stem = name.substr(0, name.rfind('.'));
  const bool configuration = !stem.empty() && catalog::kind_of(name).has_value();
  bool attributed = false;
  // From the file's directory up: what is below a location of an application is its own.
  for (std::string_view above = directory;; above = parent(above)) {
    for (const std::string& location : locations_) {
      const Matching::Found found = Matching().of(location, above);
      if (found.unclear) {
        affected.add_all();
        return;
      }
      for (const std::string& application : found.applications) {
        affected.add(application);
        attributed = true;
      }
      if (found.any_application && configuration && above == directory) {
        is_shared(stem) ? affected.add_all() : add_names(stem, affected);
        attributed = true;
      }
    }
    if (above.empty()) {
      break;
    }
  }
  if (!attributed) {
    affected.add_all();
  }
}

}  // namespace cairn::resolve

// From search paths to directories.
#include "resolve/locations.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

std::string filled_in(const std::string& search_path, const std::string& application,
                      const std::string& profile, std::string_view label) {
  std::string path = base::replace_all(search_path, "{application}", application);
  path = base::replace_all(std::move(path), "{profile}", profile);
  return base::replace_all(std::move(path), "{label}", label);
}

// The existing directories that one search path names.
Result<std::vector<std::string>> directories_of(const source::FileTree& tree,
                                                const std::string& search_path) {
  if (search_path.find('*') != std::string::npos) {
    return matching_directories(tree, search_path);
  }
  const auto path = clean_path(search_path);
  if (!path) {
    return std::vector<std::string>{};
  }
  auto listing = tree.list(*path);
  if (!listing) {
    return fail(std::move(listing).error(), "looking for the search path '" + search_path + "'");
  }
  return *listing == nullptr ? std::vector<std::string>{} : std::vector<std::string>{*path};
}

class Collector {
 public:
  void add(const std::string& path) {
    const auto same = [&](const Location& location) { return location.path == path; };
    if (std::none_of(locations.begin(), locations.end(), same)) {
      const std::string text = path.empty() ? "" : url_quoted(path) + '/';
      locations.push_back({path, text, text});
    }
  }

  std::vector<Location> locations;
};

}  // namespace

Result<std::vector<Location>> search_locations(const source::FileTree& tree,
                                               const std::vector<std::string>& search_paths,
                                               const Query& query, std::string_view label) {
  Collector collector;
  const std::vector<std::string> profiles = query.profile_list();
  const std::vector<std::string> applications = query.application_list();
  if (profiles.empty() || applications.empty()) {
    return std::move(collector.locations);
  }
  collector.add("");
  for (const std::string& search_path : search_paths) {
    for (const std::string& profile : profiles) {
      for (const std::string& application : applications) {
        auto found = directories_of(tree, filled_in(search_path, application, profile, label));
        if (!found) {
          return fail(std::move(found).error());
        }
        for (const std::string& directory : *found) {
          collector.add(directory);
        }
      }
    }
  }
  return std::move(collector.locations);
}

}  // namespace cairn::resolve

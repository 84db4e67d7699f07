// ApplicationPaths: whom a file of a repository is for, by its path alone. A file with
// configuration that lies in a search location is named after an application, and perhaps a
// profile; what lies in a location of one application is for that one.
//
// "shop-dev.yml" is shop's with the profile dev and shop-dev's without one: both are named. What
// is shared ("application-dev.yml"), and what tells nothing of an application (a text beside the
// configuration, a file that can only be imported) is for all. Who else imports a file is for
// add_importers.
//
// Thread-safety: immutable.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/layout.hpp"

namespace cairn::resolve {

// Applications by name, or all of them.
struct Affected {
  bool all = false;
  std::set<std::string> applications;  // empty when it is all

  void add_all() {
    all = true;
    applications.clear();
  }
  void add(std::string application) {
    if (!all) {
      applications.insert(std::move(application));
    }
  }

  friend bool operator==(const Affected&, const Affected&) = default;
};

class ApplicationPaths {
 public:
  // Directories as search paths write them: with "{application}", "{profile}", "{label}", "*" and
  // "**"; "" is the root.
  explicit ApplicationPaths(const std::vector<std::string>& locations);

  // Of the repository with this id in the catalog: `settings` are a Git repository's; where a back
  // end of directories has this id, its locations count.
  [[nodiscard]] static ApplicationPaths of(const catalog::Layout& layout, std::string_view id,
                                           const catalog::RepositorySettings& settings);

  // Adds whom the file at `path` is for. Cost: locations times depth; a pattern that could be
  // matched in too many ways counts as one that tells nothing.
  void attribute(std::string_view path, Affected& affected) const;

 private:
  std::vector<std::string> locations_;  // clean, each once
};

}  // namespace cairn::resolve

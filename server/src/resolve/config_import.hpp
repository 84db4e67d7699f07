// Config imports: which files a location of `spring.config.import`, or a search location, refers
// to. The rules are those of Spring Boot's StandardConfigDataLocationResolver; what lies outside
// the repository, or is no file at all ("classpath:", "configtree:", "env:", "http:"), refers to
// nothing.
//
// Thread-safety: immutable after construction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "resolve/locations.hpp"
#include "source/file_tree.hpp"

namespace cairn::resolve {

// One entry of `spring.config.import`.
struct ImportLocation {
  bool optional = false;
  std::string value;  // without "optional:"
  Position at;

  [[nodiscard]] static ImportLocation parse(std::string_view text, Position at);
  [[nodiscard]] std::string text() const { return (optional ? "optional:" : "") + value; }
};

// Which files an entry of `spring.config.import` may lead to, whatever the profiles.
struct ImportTarget {
  std::string path;        // without extension; "" leads everywhere
  bool directory = false;  // anything that begins so

  [[nodiscard]] bool may_be(std::string_view file) const;
  friend bool operator==(const ImportTarget&, const ImportTarget&) = default;
};

// The targets of one entry, too many rather than too few: placeholders are not resolved. `importer`
// is the path of the file that imports. None for what lies outside the repository.
[[nodiscard]] std::vector<ImportTarget> import_targets(std::string_view entry,
                                                       std::string_view importer);

// A file to load, if it exists.
struct Resource {
  std::string path;  // in the repository
  std::string
      reference;         // as referred to, from the root, perhaps with "*": the base of its imports
  std::string location;  // as names of sources show it
  std::string kind;      // ".yml", ".properties", ".xml"
  std::string config_name;  // the name it was looked for in a directory; "" for a file by its name
  bool of_profile = false;  // a profile's variant
  // Whose file it is: config_name, else the file's name without folders, profile and extension.
  std::string application;
};

class ResourceFinder {
 public:
  // Keeps a reference to the tree.
  ResourceFinder(const source::FileTree& tree, std::vector<std::string> config_names)
      : tree_(tree), config_names_(std::move(config_names)) {}

  // The files of search locations, lowest precedence first: for each location, name and extension
  // the plain file, then the same for each profile. `profiles` is null before they are known.
  // Errors: internal.
  [[nodiscard]] Result<std::vector<Resource>> in_locations(
      const std::vector<Location>& locations, const std::vector<std::string>* profiles) const;

  // The files of one import, in the same order. `importer` is the reference of the file that
  // imports. Errors: failed_precondition for a location of unknown kind, or with misplaced
  // wildcards; internal.
  [[nodiscard]] Result<std::vector<Resource>> of_import(
      const ImportLocation& location, std::string_view importer,
      const std::vector<std::string>* profiles) const;

 private:
  void add_directory(std::vector<Resource>& references, const std::string& directory,
                     const std::string& location, std::string_view profile) const;
  [[nodiscard]] Result<void> add_import(std::vector<Resource>& references,
                                        const ImportLocation& location, std::string_view importer,
                                        std::string_view profile) const;
  [[nodiscard]] Result<void> add_matches(std::vector<Resource>& found,
                                         const Resource& reference) const;
  // References as files: each once, wildcards as the folders that exist.
  [[nodiscard]] Result<std::vector<Resource>> found(std::vector<Resource> references) const;

  const source::FileTree& tree_;
  const std::vector<std::string> config_names_;
};

}  // namespace cairn::resolve

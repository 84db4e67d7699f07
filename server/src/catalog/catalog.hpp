// Catalog: every repository at one moment. A request reads one catalog from start to end.
//
// Thread-safety: immutable after publication; the documents cache inside is synchronised.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "catalog/documents.hpp"
#include "source/file_tree.hpp"

namespace cairn::catalog {

// What the settings say about one repository, as far as answers depend on it.
struct RepositorySettings {
  std::string uri;            // as configured: the prefix of source names, without credentials
  std::string shown_basedir;  // the directory that names of multi-document sources show
  std::string default_label = "main";
  bool try_master_branch = true;
  bool continue_on_multiple_label_failure = false;
  std::vector<std::string> search_paths;  // as configured, placeholders included
};

struct Repository {
  std::shared_ptr<const RepositorySettings> settings;
  // Null while nothing was ever fetched: its reads answer as the reference does for a repository
  // that cannot be cloned.
  std::shared_ptr<const source::Snapshot> snapshot;
};

struct Catalog {
  std::uint64_t generation = 0;          // grows with each publication
  std::vector<Repository> repositories;  // in order of precedence
  std::shared_ptr<Documents> documents;  // parsed files, shared by all generations; never null
};

}  // namespace cairn::catalog

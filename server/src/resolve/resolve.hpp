// resolve: from a catalog and a query to an environment: which files, which documents of them, in
// which order. No clock, no network; files are read through the catalog.
//
// Thread-safety: pure functions; call from any worker thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "catalog/catalog.hpp"
#include "resolve/query.hpp"
#include "resolve/walk.hpp"

namespace cairn::resolve {

struct Options {
  // Sources put in front of every environment: (key, value) in order.
  std::vector<std::pair<std::string, std::string>> overrides;
  // What `spring.config.activate.on-cloud-platform` is compared with: "kubernetes", "none", ...; ""
  // means no platform.
  std::string cloud_platform;
  std::size_t hold_depth_max = 100;  // commits that a hold looks back (cairn.hold.depth)
};

// A query that could not be resolved at its newest commit and is answered from an older one.
struct Hold {
  std::string rejected;         // id of the commit that cannot be used
  Error reason;                 // with file, line and column
  std::int64_t since = 0;       // Unix seconds when that commit was seen; 0 if that is not known
  bool at_master = false;       // answered from "master" for "main", as the reference does
  std::string repository = {};  // its id in the catalog
};

struct Resolution {
  Environment environment;
  std::vector<std::string>
      revisions;  // ids of the commits that the answer is made of, in label order
  std::optional<Hold> hold;
  // Since when a label of it is gone from its remote, in Unix seconds; 0 if that is not known.
  std::optional<std::int64_t> label_deleted;
  std::shared_ptr<const source::Pin> pin = nullptr;  // of the first label of it that is pinned
  bool own_file = false;                             // a file of the application itself contributed
  // Whose file each source of the environment is: "shop" for shop.yml and shop-dev.yml, that is the
  // name it was looked for; "" for overrides.
  std::vector<std::string> applications;
  // Directories that names of sources may show: they may be others on another replica.
  std::vector<std::string> basedirs;
};

// Resolves a query against every back end of the walk's catalog, in order. With several, those that
// fail are left out where the layout says so.
//
// Errors: not_found (no such label, or no such repository: as the reference, 404), unavailable (the
// walk had to stop), failed_precondition (a file cannot be used and no older commit helps; `origin`
// names it), invalid_argument (the address of a repository), internal.
[[nodiscard]] Result<Resolution> resolve(Walk& walk, const Query& query, const Options& options);

// A text or binary file, found as the reference finds it (read-path.md 5.1).
struct FoundFile {
  std::string path;
  std::shared_ptr<const std::string> bytes;
  source::Revision revision;
  std::int64_t last_change = 0;  // Unix seconds
  std::optional<Hold> hold;
  std::optional<std::int64_t> label_deleted;         // as in Resolution
  std::shared_ptr<const source::Pin> pin = nullptr;  // likewise
  Environment environment;                           // of the same query, for placeholders
  std::vector<std::string> applications;             // as in Resolution
};

struct FileOptions {
  bool reverse_location_order = false;
};

// Looks up `path` (normalised) for the query. A query that is held reads the text at the held
// commit. Errors: as resolve; not_found as well when there is no such file.
[[nodiscard]] Result<FoundFile> find_file(Walk& walk, const Query& query, std::string_view path,
                                          const Options& options, const FileOptions& file_options);

}  // namespace cairn::resolve

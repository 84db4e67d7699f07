// Layout: which back ends there are, in order of precedence, and which repositories each of them
// may ask. It comes from the settings and never changes.
//
// Thread-safety: plain values, immutable once shared.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cairn::catalog {

// What the settings say about one repository, as far as answers depend on it.
struct RepositorySettings {
  // As configured, without credentials: the prefix of source names. Of a GitEntry it may hold
  // "{application}", "{profile}" and "{label}".
  std::string uri;
  std::string shown_basedir;  // the directory that names of multi-document sources show
  std::string default_label = "main";
  bool try_master_branch = true;
  bool continue_on_multiple_label_failure = false;
  std::vector<std::string> search_paths;  // as configured, placeholders included
};

// One address of a Git back end: git.uri, or one of git.repos.
struct GitEntry {
  std::string id;  // its place in the settings: "git", "git.repos.team", "composite[0]"
  RepositorySettings settings;
  // Which queries it is asked for, as expanded_patterns() gives them; none of git.uri.
  std::vector<std::string> patterns;
};

// A Git back end: the first of its repositories whose pattern matches and that can answer does, and
// the default repository otherwise (read-path.md 6.4).
struct GitBackEnd {
  std::vector<GitEntry> repos;  // in order of declaration
  GitEntry fallback;
};

// Where a back end of directories looks; both texts with "{application}", "{profile}", "{label}",
// and perhaps "*" as the last directory.
struct NativeLocation {
  std::string written;  // as configured: what names of sources show
  std::string path;     // absolute
};

// A back end of directories (spring.cloud.config.server.native).
struct NativeBackEnd {
  std::string id;  // "native", "composite[1]"; also that of its repository in the catalog
  std::vector<NativeLocation> search_locations;
  std::string default_label = "master";
  bool add_label_locations = true;
  std::optional<std::string> version;  // echoed
};

using BackEnd = std::variant<GitBackEnd, NativeBackEnd>;

struct Layout {
  std::vector<BackEnd> back_ends;  // the highest precedence first
  // False: of several back ends those that fail are left out.
  bool fail_on_error = true;
};

// A repository by its name in the catalog. There is one for each address that an entry's
// placeholders give.
struct RepositoryRef {
  std::string id;
  std::string entry;  // the GitEntry or NativeBackEnd that it belongs to
  std::string uri;    // its own address, without placeholders; "" of directories
};

}  // namespace cairn::catalog

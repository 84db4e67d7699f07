// FileTree: the files of one state of a repository, by path; and Snapshot: a repository at one
// moment, whose labels name such states.
//
// Both are interfaces: a back end (git, or a directory) implements them. What they show never
// changes, but reading may touch memory-mapped objects on disk, so they are used on worker threads
// only.
//
// Thread-safety: all functions may be called from several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/label.hpp"
#include "cairn/result.hpp"
#include "source/pin.hpp"

namespace cairn::source {

// A regular file: `content_id` is equal for equal bytes (a Git blob id, or a digest).
struct File {
  std::string content_id;
  // Where the tree that gave it finds the bytes again; "" where the content id is enough.
  std::string stored_at = {};
};

// What a directory holds, sorted bytewise by name. "." and "..", ".git", links that leave the tree
// and submodules are left out.
struct Listing {
  std::vector<std::string> files;
  std::vector<std::string> directories;
};

class FileTree {
 public:
  virtual ~FileTree() = default;

  // The file at `path` ("a/b.yml": no slash in front, no "." or ".." segments); nullopt if there is
  // no regular file. Symbolic links are followed inside the tree only, at most 8 in a row.
  // Errors: internal when the store cannot be read: never to be taken for "no such file".
  [[nodiscard]] virtual Result<std::optional<File>> find(std::string_view path) const = 0;

  // The directory at `path` ("" is the root); null if there is none. Errors: as find.
  [[nodiscard]] virtual Result<std::shared_ptr<const Listing>> list(
      std::string_view path) const = 0;

  // The bytes of a file that find() gave. Errors: failed_precondition beyond the file size limit or
  // `bytes_max`, without reading it, and for one that may not be read; unavailable when it is read
  // from a directory and is no longer what find() saw; internal when the store cannot be read.
  [[nodiscard]] virtual Result<std::shared_ptr<const std::string>> read(
      const File& file, std::size_t bytes_max = std::numeric_limits<std::size_t>::max()) const = 0;

  // The paths of files and links that are others in `before`, or not there; nullopt where that
  // cannot be told for less than it takes to list both. Of very many not all. Cost: that of what
  // differs.
  // Errors: as find.
  [[nodiscard]] virtual Result<std::optional<std::vector<std::string>>> changed_since(
      const FileTree& before) const {
    (void)before;  // Knows of no other tree.
    return std::optional<std::vector<std::string>>();
  }
};

// One state: a commit. `tree` is never null.
struct Revision {
  // 40 hex digits for git, then "+" and the beginning of a digest where there are uncommitted edits
  // on top of that commit; 64 hex digits for a directory.
  std::string id;
  std::shared_ptr<const FileTree> tree;
};

// What the `version` of an environment shows of an id: of a commit with edits, the commit.
[[nodiscard]] inline std::string version_of(const Revision& revision) {
  return revision.id.substr(0, revision.id.find('+'));
}

// A commit that a label ought to lead to, and does not, because nothing of it may be served.
struct Refused {
  std::string label;
  std::string id;
  std::string why;

  friend bool operator==(const Refused&, const Refused&) = default;
};

// What a label leads to.
struct Resolved {
  Revision revision;
  bool deleted_upstream = false;  // the branch is gone from the remote and served as it was
  bool exact = false;  // the label is a commit id: no other commit may be answered for it
  // The oldest commit that this server has published for the label (a hold may go back to it
  // without further conditions), and the commit published before the history was rewritten; "" if
  // none.
  std::string first_published;
  std::string before_rewrite;
  // Unix seconds when this server saw the label come to this state; 0 if that is not known.
  std::int64_t changed_at = 0;
  // Newer than what is served for the label.
  std::optional<Refused> refused = std::nullopt;
  // The full name of what the label stands for ("refs/heads/main"), whichever way it was written;
  // "" where there are no such names.
  std::string ref = {};
  std::shared_ptr<const Pin> pin = nullptr;  // why it leads here, when it is pinned
};

// A label as it is shown to operators.
struct ShownLabel {
  std::string label;  // "" where there are no labels
  std::string ref;    // as Resolved::ref
  std::string id;
  bool deleted_upstream = false;
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;

  // Errors: not_found for a label that names nothing here; unavailable for one of which nothing but
  // a refused commit is known; internal when the store cannot be read.
  [[nodiscard]] virtual Result<Resolved> resolve(const Label& label) const = 0;

  // All commits that are refused now.
  [[nodiscard]] virtual std::vector<Refused> refused() const { return {}; }
  // The first `count_max` of all labels, in the order of their full names; a snapshot without
  // labels has its one state.
  [[nodiscard]] virtual std::vector<ShownLabel> labels(std::size_t count_max) const {
    (void)count_max;
    return {};
  }

  // A commit by its full id. Errors: not_found, internal.
  [[nodiscard]] virtual Result<Revision> revision(std::string_view id) const = 0;

  // The first parent of a commit; nullopt at the root. Errors: internal.
  [[nodiscard]] virtual Result<std::optional<std::string>> first_parent(
      std::string_view id) const = 0;

  // Unix seconds of the last commit, reachable from `id`, that changed `path`. Errors: not_found,
  // internal.
  [[nodiscard]] virtual Result<std::int64_t> last_change(std::string_view id,
                                                         std::string_view path) const = 0;
};

}  // namespace cairn::source

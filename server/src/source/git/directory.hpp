// Directory: one Git tree object as an immutable node: its entries that may be served, sorted.
//
// Nodes are shared by their tree id, whatever the number of commits and labels that contain them.
//
// Thread-safety: immutable after construction.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "source/file_tree.hpp"
#include "source/git/object_id.hpp"

namespace cairn::source::git {

enum class EntryKind : unsigned char { file, directory, link };

struct Entry {
  std::string name;
  ObjectId id;
  EntryKind kind = EntryKind::file;
};

class Directory {
 public:
  // Takes the bytes of a tree object. Left out: names that no repository should have ("", ".",
  // "..", ".git" in any case, with a slash) and submodules; of equal names the first stays.
  // What of this was left out, but for submodules, is the flaw(). Errors: failed_precondition when
  // the bytes are no tree: the remote holds something broken.
  [[nodiscard]] static Result<std::shared_ptr<const Directory>> parse(std::string_view tree);

  // Null if there is none.
  [[nodiscard]] const Entry* find(std::string_view name) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  // The listing of a directory without symbolic links, which is the same wherever it is; else null.
  [[nodiscard]] const std::shared_ptr<const Listing>& listing() const { return listing_; }
  // "an entry is named '..'" or "two entries are named 'a'"; "" if there is no such thing.
  [[nodiscard]] const std::string& flaw() const { return flaw_; }
  // About what it takes in memory.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::vector<Entry> entries_;
  std::shared_ptr<const Listing> listing_;
  std::string flaw_;
  std::size_t bytes_ = 0;
};

}  // namespace cairn::source::git

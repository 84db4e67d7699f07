// Documents: parsed files by content id, so that a blob is parsed once whatever the number of
// commits, branches and applications that use it. Failures are kept as well.
//
// Thread-safety: synchronised. Cost: bounded by bytes; the longest unused files go first.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "format/document.hpp"
#include "source/file_tree.hpp"

namespace cairn::catalog {

class Documents {
 public:
  struct Options {
    std::size_t bytes_max = 256U * 1024 * 1024;
    format::Budget budget;
  };

  explicit Documents(Options options) : options_(options) {}

  // The documents of the file at `path`; null if there is no such file. The kind is taken from
  // `kind_hint` (".yml"), else from the path's extension, which must be one of the four.
  // Errors: failed_precondition with the origin when the file does not parse; internal when the
  // store cannot be read.
  [[nodiscard]] Result<std::shared_ptr<const format::ParsedFile>> get(
      const source::FileTree& tree, std::string_view path, std::string_view kind_hint = {});

  // Memory for what is kept.
  [[nodiscard]] std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  using Parsed = Result<std::shared_ptr<const format::ParsedFile>>;
  struct Entry {
    Parsed parsed;
    std::size_t bytes = 0;
    std::list<std::string>::iterator used;
  };

  // What is kept under a key; a null pointer for nothing.
  [[nodiscard]] Parsed find(const std::string& key);
  [[nodiscard]] Parsed read(const source::FileTree& tree, const source::File& file,
                            format::Kind kind) const;
  void keep(const std::string& key, const Parsed& parsed);

  const Options options_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;  // Guarded by mutex_.
  std::list<std::string> order_;                    // Guarded by mutex_; the last used first.
  std::size_t bytes_ = 0;                           // Guarded by mutex_.
};

// The kind of a file by its extension: "yaml", "yml", "properties", "xml" (case-sensitive).
[[nodiscard]] std::optional<format::Kind> kind_of(std::string_view path_or_extension);

}  // namespace cairn::catalog

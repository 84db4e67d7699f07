// PrivateDirectory: a directory of this user alone, and whole files in it. Symbolic links, files of
// others and files that others can open are refused, so nobody can slip in a file or read one.
// Files named ".<name>.<number>.new" are writers' own; what a killed one left is removed after an
// hour.
//
// Thread-safety: may be used by several threads and processes at once: readers see an old or a new
// file, of several writers the last one wins.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "cache/miss.hpp"
#include "cairn/result.hpp"

namespace cairn::cache {

class PrivateDirectory {
 public:
  // Reasons: absent, unsafe, unreadable.
  [[nodiscard]] static Found<PrivateDirectory> open(const std::string& path);
  // Makes it, mode 0700, with the directories above it, then opens it.
  [[nodiscard]] static Found<PrivateDirectory> make(const std::string& path);

  // The names of everything in it that is no directory, sorted, each with its size in bytes.
  // Reasons: unreadable.
  [[nodiscard]] Found<std::vector<std::pair<std::string, std::size_t>>> files() const;

  // The whole file. Reasons: absent, unsafe, too_large, unreadable.
  [[nodiscard]] Found<std::string> read(const std::string& name, std::size_t bytes_max) const;
  // Replaces the file as a whole, mode 0600: after a kill at any instant, and after a power cut,
  // there is the old or the new file. Errors: internal.
  [[nodiscard]] Result<void> replace(const std::string& name, std::string_view content) const;
  // As replace, but a file that is there stays. False if one is. Errors: internal.
  [[nodiscard]] Result<bool> create(const std::string& name, std::string_view content) const;
  // Removes the file, if it is there. Errors: internal.
  [[nodiscard]] Result<void> remove(const std::string& name) const;

 private:
  PrivateDirectory(std::string path, base::Descriptor directory)
      : path_(std::move(path)), directory_(std::move(directory)) {}
  [[nodiscard]] Result<std::string> write_fresh(const std::string& name,
                                                std::string_view content) const;
  [[nodiscard]] Failure failure(std::string_view doing, const std::string& name) const;
  void sweep() const;

  std::string path_;
  base::Descriptor directory_;
};

// Reads a private file anywhere, by the same rules.
[[nodiscard]] Found<std::string> read_private_file(const std::string& path, std::size_t bytes_max);

}  // namespace cairn::cache

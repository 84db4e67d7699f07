// The files of a work tree that may hold encrypted values, and which commit wrote a line of one.
//
// Thread-safety: for the main thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "cli/encrypted_values.hpp"

namespace cairn::cli {

struct TreeFile {
  std::string path;  // below the tree, with "/"
  std::string bytes;
  format::Kind kind = format::Kind::yaml;
  std::vector<EncryptedValue> values;
};

// What was found, and which files could not be read.
struct TreeFiles {
  std::vector<TreeFile> files;  // with at least one encrypted value; by path
  std::vector<Error> problems;
  std::size_t looked_at = 0;
};

// Walks the tree. Folders of Git, symbolic links and files of more than 1 MB are left out.
// Errors: internal for a tree that is not there or cannot be walked.
[[nodiscard]] Result<TreeFiles> read_tree(const std::string& root);

struct WrittenBy {
  std::string commit;
  std::chrono::system_clock::time_point time;
};

// The commit of each line of a file, by git blame; nothing for lines that are not committed.
// Errors: failed_precondition where Git has no history of the file; internal.
[[nodiscard]] Result<std::map<std::uint32_t, WrittenBy>> blame(const std::string& root,
                                                               const std::string& path);

// Understands `git blame --porcelain`. For tests.
[[nodiscard]] std::map<std::uint32_t, WrittenBy> parse_blame(std::string_view output);

}  // namespace cairn::cli

// TreeSize and TreeLimits: how much is in the tree of a commit, and how much may be.
//
// Thread-safety: plain values.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cairn::source::git {

struct TreeSize {
  std::uint64_t entries = 0;  // files, links and directories together
  std::uint64_t bytes = 0;    // of all files, also of those that are not served

  friend bool operator==(const TreeSize&, const TreeSize&) = default;
};

struct TreeLimits {
  std::size_t entries_max = 200'000;
  std::size_t bytes_max = 1024U * 1024 * 1024;
  std::size_t depth_max = 100;  // directories inside each other
  std::size_t path_bytes_max = 4096;
};

}  // namespace cairn::source::git

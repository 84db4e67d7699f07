// LFS pointer: the small text that stands in a repository for a file that Git LFS keeps elsewhere.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>

namespace cairn::source::git {

// By the rules of Git LFS: less than 1024 bytes, "version <its address>" first, then an "oid" and a
// "size".
[[nodiscard]] bool is_lfs_pointer(std::string_view content);

}  // namespace cairn::source::git

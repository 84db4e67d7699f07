// Reading and replacing whole files.
//
// Thread-safety: functions without shared state; two writers of one file are for the caller to
// order.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::base {

// The whole file. Errors: not_found, resource_exhausted beyond `bytes_max`, internal with the
// system's reason.
[[nodiscard]] Result<std::string> read_file(const std::string& path,
                                            std::size_t bytes_max = 64U * 1024 * 1024);

// Replaces the file as a whole, mode 0600: after a crash at any instant there is the old or the new
// content, never a part (temporary file, fsync, rename, fsync of the directory). Errors: internal.
[[nodiscard]] Result<void> replace_file(const std::string& path, std::string_view content);

// Makes a directory and its parents, mode 0700. Errors: internal.
[[nodiscard]] Result<void> make_directories(const std::string& path);

}  // namespace cairn::base

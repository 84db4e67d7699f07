// The state file of a git source: its labels as JSON, with a format number.
//
//   {"format": 1, "address": "https://host/config.git",
//    "labels": {"refs/heads/main": {"advertised": "<id>", "commit": "<id>", "first": "<id>",
//                                   "before_rewrite": "<id>", "deleted": true}}}
//
// Keys that are not known are ignored, and "commit" and those after it may be missing.
//
// Thread-safety: pure functions, but for the file.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "source/git/labels.hpp"

namespace cairn::source::git {

[[nodiscard]] std::string write_state(const Labels& labels, std::string_view address);

// Errors: failed_precondition when the text is damaged, of a newer format, or of another address.
[[nodiscard]] Result<Labels> read_state(std::string_view text, std::string_view address);

// The labels in the file; none when there is no file. One that cannot be used is renamed to
// "<path>.set-aside-<unix time>", never deleted, and `set_aside` says why.
// Errors: internal when the file cannot be read or renamed.
[[nodiscard]] Result<Labels> load_state(const std::string& path, std::string_view address,
                                        std::string& set_aside);

}  // namespace cairn::source::git

// The state file of a git source: its labels as JSON, with a format number.
//
//   {"format": 1, "address": "https://host/config.git", "digest": "<SHA-256 of labels>",
//    "labels": {"refs/heads/main": {"advertised": "<id>", "commit": "<id>", "first": "<id>",
//                                   "before_rewrite": "<id>", "deleted": true,
//                                   "tree": [<entries>, <bytes>],
//                                   "refused": "<id>", "refused_why": "<words>"}}}
//
// Keys that are not known are ignored, and "commit" and those after it may be missing. So a new key
// needs no new number, as long as who ignores it may. A change that needs one is made in two
// releases: the first reads the new format, the next writes it. Then going back by one release
// loses nothing. The recorded files in tests/unit/source/states keep us to it.
//
// A kept file (source/kept_file.hpp), but that servers before the digest wrote none.
//
// Thread-safety: pure functions, but for the file.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "source/git/labels.hpp"

namespace cairn::source::git {

[[nodiscard]] std::string write_state(const Labels& labels, std::string_view address);

// Writes the file and then its copy, each as a whole. Errors: internal.
[[nodiscard]] Result<void> save_state(const std::string& path, const Labels& labels,
                                      std::string_view address);

// Errors: invalid_argument when the text has a newer format; failed_precondition when it is
// damaged, of a format that is too old, or of another address.
[[nodiscard]] Result<Labels> read_state(std::string_view text, std::string_view address);

// The labels in the file or its copy; none when there is neither. Errors, and `set_aside`: as
// load_kept_or_set_aside.
[[nodiscard]] Result<Labels> load_state(const std::string& path, std::string_view address,
                                        std::string& set_aside);

}  // namespace cairn::source::git

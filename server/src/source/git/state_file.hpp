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
// The digest is that of the labels as this server would write them; older servers wrote none. There
// are two files with the same content, the second at "<path>.copy": what was served last outlives
// damage to one.
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

// The labels in the file, or in its copy where the file is missing or cannot be used; none when
// there is neither. One that cannot be used, is a link or may be written by other users is renamed
// to "<path>.set-aside-<unix time>", never deleted, and `set_aside` says why; it is empty when the
// file is as it should be or there is neither.
// Errors: failed_precondition, with both files left as they are, when neither can be used and one
// has a newer format: what a newer server knew is not forgotten because an older one was started by
// mistake. internal when a file cannot be read.
[[nodiscard]] Result<Labels> load_state(const std::string& path, std::string_view address,
                                        std::string& set_aside);

}  // namespace cairn::source::git

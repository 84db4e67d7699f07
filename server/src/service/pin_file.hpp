// The pins of one repository on disk, beside the state of its mirror:
//
//   {"format": 1, "address": "https://host/config.git", "digest": "<SHA-256 of pins>",
//    "pins": {"refs/heads/main": {"label": "main", "commit": "<id>", "reason": "...",
//                                 "since": 1795539301, "until": 1795545301}}}
//
// A kept file (source/kept_file.hpp); without pins there is none. "until" may be missing.
//
// Thread-safety: pure functions, but for the files.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "source/pin.hpp"

namespace cairn::service {

[[nodiscard]] std::string write_pins(const source::Pins& pins, std::string_view address);

// Errors: failed_precondition when the text is damaged, of another format or of another address.
[[nodiscard]] Result<source::Pins> read_pins(std::string_view text, std::string_view address);

// After this a restart has these pins, whatever happens to the machine. Errors: internal.
[[nodiscard]] Result<void> save_pins(const std::string& path, const source::Pins& pins,
                                     std::string_view address);

// The pins in the file, or in its copy where the file is missing or cannot be used; none when there
// is neither. Errors: failed_precondition when what is there cannot be used; internal.
[[nodiscard]] Result<source::Pins> load_pins(const std::string& path, std::string_view address);

}  // namespace cairn::service

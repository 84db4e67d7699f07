// restored_pins: what was pinned in a repository before the process began.
//
// Thread-safety: a function for one repository at a time; touches the disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/pin.hpp"
#include "source/source.hpp"

namespace cairn::service {

// The pins written down at `path` that are not over, with commits that the source keeps from now
// on. What cannot be used is told in the log: a file as a whole; of a commit that is lost the pin
// stays, and its label cannot be read.
[[nodiscard]] source::Pins restored_pins(source::Source& source, const std::string& path,
                                         std::string_view address, std::int64_t now);

}  // namespace cairn::service

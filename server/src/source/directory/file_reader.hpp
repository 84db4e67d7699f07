// Reading one regular file, so that what is returned was in it at one moment.
//
// The file is opened without following a link and without waiting, and looked at before and after
// it was read: a file that changed meanwhile is read again, and in the end given up.
//
// Thread-safety: functions without shared state.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "cairn/result.hpp"
#include "source/directory/node.hpp"

namespace cairn::source::directory {

struct ReadFile {
  Stamp stamp;
  std::string bytes;
};
struct NotAFile {};  // it went away, or something else took its name
struct Torn {};      // it changed each time that it was read
struct Unreadable {
  Stamp stamp;         // as it was when it was found
  std::string reason;  // of the system
};

using ReadOutcome = std::variant<ReadFile, NotAFile, Torn, Unreadable>;

// Reads `name` below the open directory `directory`. `found` is what was seen of it there; a file
// of more than `bytes_max` is torn, since it was smaller when it was found.
// Errors: internal when the disk or the process cannot (EIO, EMFILE).
[[nodiscard]] Result<ReadOutcome> read_regular_file(int directory, const std::string& name,
                                                    const Stamp& found, std::size_t bytes_max);

}  // namespace cairn::source::directory

// Miss: why the cache has nothing to give. A file that is not all right is no file, and a reason.
//
// Thread-safety: plain values; pure function.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "cairn/error.hpp"

namespace cairn::cache {

enum class Reason {
  absent,         // nothing was stored
  unsafe,         // a symbolic link, somebody else's, or open to others
  too_large,      // larger than allowed
  not_a_cache,    // another kind of file, or cut off
  newer_format,   // written by a later version
  foreign_scope,  // the answer to another question
  other_key,      // encrypted with another key
  damaged,        // not what was written
  too_old,        // older than the maximum age
  no_key,         // the key cannot be had
  unreadable,     // the system refused
};

[[nodiscard]] std::string_view name_of(Reason reason);

struct Miss {
  Reason reason = Reason::absent;
  Error error;  // names the file; not_found for absent only
};

template <typename T>
using Found = tl::expected<T, Miss>;

[[nodiscard]] tl::unexpected<Miss> miss(Reason reason, std::string message);

}  // namespace cairn::cache

// The id that Git gives to a content.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <string_view>

namespace cairn::source::git {

// 40 hex digits: what "git hash-object" prints for these bytes.
[[nodiscard]] std::string blob_id(std::string_view bytes);

}  // namespace cairn::source::git

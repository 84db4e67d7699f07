// Conditional requests: whether the client has what it would get.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::http {

// Whether one of the tags in If-None-Match is `etag`, compared weakly ("W/" counts for nothing), or
// is "*". `etag` is quoted, perhaps weak; "" matches nothing.
[[nodiscard]] bool etag_matches(const std::vector<std::string_view>& fields, std::string_view etag);

// The fields as etag_matches() takes them.
[[nodiscard]] std::vector<std::string_view> views_of(const std::vector<std::string>& fields);

// Whether a file that changed at `last_modified` (Unix seconds, 0: not known) is as old as
// If-Modified-Since says. A date that cannot be read is no condition.
[[nodiscard]] bool not_modified_since(std::string_view field, std::int64_t last_modified);

}  // namespace cairn::http

// retry_after: how long an http(s) remote that has enough of us (429, 503) asked to be left alone.
//
// git says the status of an answer and nothing of its fields, so they are read from its trace
// (GIT_TRACE_CURL), which goes to a file in memory and no further: what comes out is a number.
//
// Thread-safety: pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cairn::source::git {

// A remote may ask for longer and is not believed.
inline constexpr std::chrono::seconds retry_after_max{3600};

// What the last answer in the trace asked for, from 1 s to `retry_after_max`: seconds, or a date,
// which is compared with `now_unix`. nullopt if it asked for nothing, or was another answer.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(std::string_view trace,
                                                              std::int64_t now_unix);

}  // namespace cairn::source::git

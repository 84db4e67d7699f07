// The limit of open descriptors (RLIMIT_NOFILE) against the connections that the settings allow. A
// server that runs out of descriptors can accept nobody, not even who asks for health, and cannot
// run git; one that takes fewer connections answers the others 503.
//
// Thread-safety: raise_descriptor_limit() is for the start, the rest is pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "http/options.hpp"

namespace cairn::app {

// What else is open: packs of mirrors, pipes of children, listeners, watched directories, sealed
// bodies, the log.
inline constexpr std::size_t descriptors_beside_connections = 256;

// How many descriptors these connections, the reserve for health and everything else need.
[[nodiscard]] std::uint64_t descriptors_needed(const http::Options& options);

// How many connections there may be with so many descriptors, if fewer than the options say; at
// least 16.
[[nodiscard]] std::optional<std::size_t> connections_that_fit(const http::Options& options,
                                                              std::uint64_t descriptors);

// Raises the limit as far as the system lets us, beyond its hard limit only when `needed` is more
// and we may. Returns the limit that holds now.
[[nodiscard]] std::uint64_t raise_descriptor_limit(std::uint64_t needed);

}  // namespace cairn::app

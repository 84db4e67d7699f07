// Config out of sources, the most important first.
//
// Thread-safety: pure functions.
#pragma once

#include <vector>

#include "cairn/config.hpp"
#include "client/source.hpp"

namespace cairn::client {

using SourceInputs = std::vector<SourceInput>;

[[nodiscard]] Config config_of(SourceInputs sources, RemoteState remote = {});

// The same with one more source in front.
[[nodiscard]] Config config_with(const PropertySource& front, const SourceInputs& sources);

}  // namespace cairn::client

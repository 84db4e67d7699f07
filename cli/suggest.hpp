// suggest: which keys somebody may have meant.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <vector>

namespace cairn::cli {

// At most three, the nearest first: keys that end with the one asked for, then those that are a few
// slips away.
[[nodiscard]] std::vector<std::string> suggest(const std::string& asked,
                                               const std::vector<std::string>& keys);

}  // namespace cairn::cli

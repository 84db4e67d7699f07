// What to ask a server for, out of a program's own layers.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/layers.hpp"
#include "cairn/result.hpp"

namespace cairn::client {

// Without what documents import. Errors: invalid_argument for a value that cannot be used.
[[nodiscard]] Result<RemoteTarget> find_remote_target(const LayerOptions& options,
                                                      const Config& local,
                                                      const std::vector<std::string>& profiles);

// Takes in what one document imports: "configserver:" sets addresses and `optional`. Two documents
// may say the same. Errors: invalid_argument for anything else that is not optional.
[[nodiscard]] Result<void> take_imports(const std::vector<std::string>& imports,
                                        const Origin& origin, RemoteTarget& target);

}  // namespace cairn::client

// The transport of a client with a carrier of its own.
//
// Thread-safety: as the carrier.
#pragma once

#include <memory>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "fetch/exchange.hpp"

namespace cairn::fetch {

// The options must have a carrier. Errors: invalid_argument for what it cannot do.
[[nodiscard]] Result<std::shared_ptr<Transport>> make_carried_transport(
    const FetchOptions& options);

}  // namespace cairn::fetch

// How to ask a server, as a program's own layers say it.
//
// Thread-safety: a pure function.
#pragma once

#include "cairn/config.hpp"
#include "cairn/fetch_options.hpp"
#include "cairn/layers.hpp"
#include "cairn/result.hpp"

namespace cairn::client {

// The program's options, with what the layers say under spring.cloud.config in their place, and
// with what is asked for. Errors: invalid_argument, with the place of the value.
[[nodiscard]] Result<FetchOptions> fetch_options_of(FetchOptions options, const Config& local,
                                                    const RemoteTarget& target);

}  // namespace cairn::client

// Reads cairn.grpc.*, and what of the other settings counts for gRPC as well.
//
// Thread-safety: for the thread that reads the settings.
#pragma once

#include <optional>

#include "app/settings.hpp"
#include "rpc/options.hpp"

namespace cairn::app {

// nullopt where gRPC is not served. Takes what read_settings() made of the tree, and adds to its
// errors and warnings.
[[nodiscard]] std::optional<rpc::Options> read_grpc_options(const SettingsTree& tree,
                                                            SettingsReading& reading);

}  // namespace cairn::app

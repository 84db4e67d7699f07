// Reads spring.security.*, cairn.auth.* and cairn.access: who can log in, and who may do what.
//
// Thread-safety: functions without shared state.
#pragma once

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

// The files that are named are read once, so that what is wrong with them is told with the rest.
[[nodiscard]] auth::Options read_auth_options(const SettingsTree& tree, SettingsReader& reader);

// What the address, the login and TLS are together: refuses what is open to the network without
// both, unless cairn.insecure says so. Takes details out of health that anybody there could read.
void review_reach(SettingsReader& reader, const auth::Options& auth, http::Options& http);

// The same for the address of gRPC.
void review_grpc_reach(SettingsReader& reader, const auth::Options& auth, const http::Options& http,
                       std::string_view address);

}  // namespace cairn::app

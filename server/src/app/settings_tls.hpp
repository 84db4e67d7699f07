// Reads server.ssl.* into the TLS options of the HTTP edge.
//
// Thread-safety: a function without shared state. It reads the files that the settings name.
#pragma once

#include "app/settings_reader.hpp"
#include "http/tls_options.hpp"

namespace cairn::app {

// What cannot be used, files included, is written down as an error.
[[nodiscard]] http::TlsOptions read_tls_options(SettingsReader& reader);

}  // namespace cairn::app

// ask: one configuration, whole, from the servers or from the local copy, with all that its answer
// says about itself.
//
// Thread-safety: pure function but for the network and the cache.
#pragma once

#include <optional>
#include <string>

#include "cairn/config.hpp"
#include "cairn/load_options.hpp"
#include "cairn/result.hpp"
#include "cli/output.hpp"
#include "fetch/fetched.hpp"

namespace cairn::cli {

struct Asked {
  Config config;
  // Of the server that answered; empty for a local copy.
  std::string server;
  std::optional<fetch::Stale> stale;
  std::string rejected;
};

// Errors: those of Config::load.
[[nodiscard]] Result<Asked> ask(const LoadOptions& options);

// Says on standard error what a reader has to know: that the values are not a server's, that a
// server holds a commit back or could not look at its remote.
void tell(const Output& output, const Asked& asked);
// The same of the configuration alone.
void tell(const Output& output, const RemoteState& remote);

}  // namespace cairn::cli

// The order of all sources of a program, with and without a remote part.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/layers.hpp"
#include "client/assemble.hpp"
#include "client/local_files.hpp"

namespace cairn::client {

// All but the remote part.
struct LocalParts {
  SourceInput arguments;
  SourceInput variables;
  std::vector<LocalDocument> documents;  // the least important first
  SourceInput defaults;
};

// The most important first.
[[nodiscard]] SourceInputs local_sources(const LocalParts& parts);
[[nodiscard]] SourceInputs sources_with(const LocalParts& parts, const Environment& remote,
                                        RemoteOrder order,
                                        const std::vector<std::string>& profiles);

// Whether a source's name says that it is one of these profiles: "-dev" or ",dev" ending a word.
[[nodiscard]] bool is_of_profile(const std::string& name, const std::vector<std::string>& profiles);

}  // namespace cairn::client

// The sources that a program brings itself: arguments, environment variables, defaults.
//
// Thread-safety: pure functions; process_environment reads what no other thread may write
// meanwhile.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cairn/environment.hpp"
#include "client/source.hpp"

namespace cairn::client {

// "--name=value" and "--name", which has an empty value, as Spring reads them; other words are
// somebody else's. Nothing behind "--" counts. One given twice has both values with a comma.
[[nodiscard]] SourceInput source_of_arguments(const std::vector<std::string>& words);
// Of "NAME=value".
[[nodiscard]] SourceInput source_of_variables(const std::vector<std::string>& environment);
[[nodiscard]] SourceInput source_of_defaults(
    const std::vector<std::pair<std::string, Value>>& defaults);

[[nodiscard]] std::vector<std::string> process_environment();

}  // namespace cairn::client

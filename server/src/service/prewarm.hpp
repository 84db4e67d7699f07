// Prewarming: after a fetch the files that it changed are parsed before anybody can ask for them,
// so that a broken one is told at once and the first reader waits for no parser.
//
// Thread-safety: a function without shared state.
#pragma once

#include "catalog/catalog.hpp"
#include "source/source.hpp"

namespace cairn::service {

// Parses the configuration files that differ between the two commits of each moved label, at most
// `files_max` in all; labels that are new here are left to their first reader. What does not parse
// is logged with file, line and column.
void parse_changed_files(const catalog::Repository& repository, const source::FetchReport& report,
                         catalog::Documents& documents, std::size_t files_max = 1'000);

}  // namespace cairn::service

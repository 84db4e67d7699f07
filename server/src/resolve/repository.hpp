// One repository's part of an answer.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <vector>

#include "cairn/environment.hpp"
#include "catalog/catalog.hpp"
#include "resolve/hold.hpp"
#include "resolve/query.hpp"
#include "resolve/resolve.hpp"

namespace cairn::resolve {

// What one label gave.
struct LabelPart {
  source::Revision revision;
  std::vector<PropertySource> sources;  // highest precedence first
  std::optional<Hold> hold;
  std::optional<std::int64_t> label_deleted;  // as in Resolution
  bool own_file = false;
};

// The parts of a query's labels, in the order in which they are asked for; labels that failed are
// left out where the settings say so. Errors: as resolve().
[[nodiscard]] Result<std::vector<LabelPart>> resolve_repository(
    const catalog::Repository& repository, catalog::Documents& documents, const Query& query,
    const Options& options);

}  // namespace cairn::resolve

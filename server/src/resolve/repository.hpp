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
  std::vector<PropertySource> sources;    // highest precedence first
  std::vector<std::string> applications;  // of each: see Resolution
  std::optional<Hold> hold;
  std::optional<std::int64_t> label_deleted;  // as in Resolution
  std::shared_ptr<const source::Pin> pin;     // likewise
  bool own_file = false;
};

// A query and the label to answer it at, which need not be the one that it names.
struct LabelledQuery {
  const Query& query;
  const std::optional<Label>& label;
};

// The parts of the label's labels ("a,b" are two), in the order in which they are asked for; those
// that failed are left out where the settings say so. Errors: as resolve().
[[nodiscard]] Result<std::vector<LabelPart>> resolve_repository(
    const catalog::Repository& repository, catalog::Documents& documents,
    const LabelledQuery& asked, const Options& options);

// The same at "master", where the reference looks for what it cannot load at "main". `why` is what
// failed there, in `main_repository`; null if that could not even be reached.
[[nodiscard]] Result<std::vector<LabelPart>> resolve_at_master(
    const catalog::Repository& repository, const catalog::Repository* main_repository,
    catalog::Documents& documents, const LabelledQuery& asked, Error why, const Options& options);

}  // namespace cairn::resolve

// Names of property sources, as the reference gives them to files of a Git repository
// (read-path.md 1.7).
//
// Thread-safety: pure functions.
#pragma once

#include <string>

#include "catalog/catalog.hpp"
#include "resolve/loading.hpp"

namespace cairn::resolve {

// "<uri>/a/shop.yml" for the only document of a file. Of several, the reference shows a text of its
// own in which it deletes every "]":
// "<uri>/Config resource 'file [<basedir>/a/shop.yml' via location 'a/' (document #0)".
[[nodiscard]] std::string source_name(const catalog::RepositorySettings& settings,
                                      const LoadedDocument& document);

}  // namespace cairn::resolve

// Catalogs and layouts of tests: Git repositories that exist only in memory, each a back end of its
// own.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "catalog/catalog.hpp"

namespace cairn::testing {

using Repositories = std::vector<catalog::Repository>;

// Back ends "git", "git1", ... in that order.
inline std::string id_of_back_end(std::size_t number) {
  return number == 0 ? "git" : "git" + std::to_string(number);
}

inline catalog::Layout layout_of(const std::vector<catalog::RepositorySettings>& settings) {
  catalog::Layout layout;
  for (const catalog::RepositorySettings& each : settings) {
    catalog::GitBackEnd back_end;
    back_end.fallback.id = id_of_back_end(layout.back_ends.size());
    back_end.fallback.settings = each;
    layout.back_ends.emplace_back(std::move(back_end));
  }
  return layout;
}

inline catalog::Catalog catalog_of(std::uint64_t generation, Repositories repositories,
                                   std::shared_ptr<catalog::Documents> documents) {
  catalog::Catalog catalog;
  catalog.generation = generation;
  catalog.documents = std::move(documents);
  std::vector<catalog::RepositorySettings> settings;
  for (catalog::Repository& repository : repositories) {
    const std::string id = id_of_back_end(settings.size());
    settings.push_back(*repository.settings);
    catalog.repositories.emplace(id, std::move(repository));
  }
  catalog.layout = std::make_shared<const catalog::Layout>(layout_of(settings));
  return catalog;
}

}  // namespace cairn::testing

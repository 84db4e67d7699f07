// Catalog: every repository at one moment. A request reads one catalog from start to end.
//
// Thread-safety: immutable after publication; contacts and the documents cache inside are
// synchronised.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "catalog/contact.hpp"
#include "catalog/documents.hpp"
#include "catalog/layout.hpp"
#include "source/file_tree.hpp"

namespace cairn::catalog {

// Why there is nothing of a repository.
enum class Missing {
  not_looked_at,  // nobody knows yet
  unreachable,    // the last look failed
  absent,         // the remote says that there is no such repository
};

struct Repository {
  std::shared_ptr<const RepositorySettings> settings;
  std::shared_ptr<const source::Snapshot> snapshot;  // null while nothing was ever fetched
  Missing missing = Missing::not_looked_at;          // while there is no snapshot
  std::shared_ptr<Contact> contact = nullptr;        // null where nobody keeps count
  // What the snapshot reads from; it stays on disk as long as somebody has this.
  std::shared_ptr<const void> mirror = nullptr;
};

struct Catalog {
  std::uint64_t generation = 0;          // grows when an answer may have become another one
  std::shared_ptr<const Layout> layout;  // never null
  // By RepositoryRef::id. One of an address with placeholders is here once it was asked for.
  std::map<std::string, Repository, std::less<>> repositories;
  std::shared_ptr<Documents> documents;  // parsed files, shared by all generations; never null

  // Null if it is not here.
  [[nodiscard]] const Repository* find(std::string_view id) const {
    const auto found = repositories.find(id);
    return found == repositories.end() ? nullptr : &found->second;
  }
};

}  // namespace cairn::catalog

// Handle: one libgit2 view of the repository's packs, and how ObjectStore uses them.
// Only sources of ObjectStore include it.
//
// Thread-safety: a handle belongs to one thread at a time.
#pragma once

#include <set>

#include "source/git/libgit2.hpp"
#include "source/git/object_store.hpp"

namespace cairn::source::git {

struct Handle {
  RepositoryHandle repository;  // in memory: no configuration and no refs are read
  OdbHandle odb;
  std::uint64_t generation = 0;
  std::set<std::string> shallow;  // commits whose parents were never fetched, in hex
};

template <typename T>
Result<T> ObjectStore::with_handle(const std::function<Result<T>(Handle&)>& read) const {
  const auto attempt = [&]() -> Result<T> {
    auto handle = take();
    if (!handle) {
      return fail(std::move(handle).error());
    }
    Result<T> result = read(**handle);
    if (result || result.error().code != ErrorCode::internal) {
      put_back(*std::move(handle));
    }
    return result;
  };
  Result<T> result = attempt();
  if (!result && result.error().code == ErrorCode::internal) {
    drop_idle();
    result = attempt();
    if (!result && result.error().code == ErrorCode::internal && packs_can_be_opened()) {
      damaged_.store(true, std::memory_order_relaxed);
    }
  }
  return result;
}

}  // namespace cairn::source::git

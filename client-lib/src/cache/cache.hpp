// Cache: the last known good answers on this machine, one file for each scope.
//
//   cache::Cache cache(options);
//   (void)cache.store(scope, remembered);    // after each new answer
//   auto found = cache.load(scope, now);     // when no server can be reached
//
// Thread-safety: may be used by several threads and processes at once; of several writers of one
// scope the last one wins.
// Cost: load reads and decrypts one file; store writes and syncs one.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "cache/miss.hpp"
#include "cache/private_directory.hpp"
#include "cache/remembered.hpp"
#include "cache/sealed.hpp"
#include "cairn/cache_options.hpp"
#include "cairn/result.hpp"

namespace cairn::cache {

// One file of the cache, as an operator looks at it.
struct Listed {
  std::string name;  // in the directory
  std::size_t bytes = 0;
  Found<Remembered> content;
};

class Cache {
 public:
  explicit Cache(CacheOptions options);

  // The stored answer of this scope, whole; or why there is none. `now` decides about age_max; a
  // clock that was set back makes an answer young, never a reason to refuse it.
  [[nodiscard]] Found<Remembered> load(const Scope& scope,
                                       std::chrono::system_clock::time_point now) const;

  // Replaces the stored answer of this scope, whatever was there: a program that went back to an
  // older version has a cache again.
  // Errors: resource_exhausted beyond file_bytes_max; failed_precondition without a key;
  // permission_denied when the directory is not this user's alone; internal when the system
  // refuses. The program can go on after each of them.
  [[nodiscard]] Result<void> store(const Scope& scope, const Remembered& remembered) const;

  // Removes the stored answer of this scope, if there is one. Errors: as store.
  [[nodiscard]] Result<void> forget(const Scope& scope) const;

  // All cache files, by name, each read whole or with the reason why it is of no use; none when the
  // directory is not there. Reasons of the whole: unsafe, unreadable.
  [[nodiscard]] Found<std::vector<Listed>> list(std::chrono::system_clock::time_point now) const;

  // Removes a file that list() named. Errors: invalid_argument for another name; else as store.
  [[nodiscard]] Result<void> remove(const std::string& name) const;

  [[nodiscard]] const std::string& directory() const { return options_.directory; }
  // "<digest of the scope>.cairn".
  [[nodiscard]] static std::string file_name(const Scope& scope);

 private:
  [[nodiscard]] Found<Remembered> read(const PrivateDirectory& directory, const std::string& digest,
                                       std::chrono::system_clock::time_point now) const;
  [[nodiscard]] Found<Key> key(const PrivateDirectory& directory) const;
  [[nodiscard]] Found<Key> key_to_write(const PrivateDirectory& directory) const;

  CacheOptions options_;
};

// $XDG_STATE_HOME/cairn/client, or below the home directory; "" when there is neither.
[[nodiscard]] std::string default_directory();

}  // namespace cairn::cache

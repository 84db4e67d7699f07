// ObjectStore: reads the objects of a bare repository through libgit2.
//
// Only packs are read. Fetches never write loose objects here, and libgit2 1.5 reads a truncated
// one for ever.
//
// A failed read is tried once more with a fresh handle, because packs may have been replaced; what
// fails again is an error and never "not found", also when descriptors run out. A failure that
// only damage explains is remembered: see damaged().
//
// Thread-safety: all functions may be called from several threads; each uses a handle of its own.
// Ownership: handles are kept for reuse, `handles_max` at most. Cost: a lookup and an inflation.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"
#include "source/git/directory.hpp"
#include "source/git/object_id.hpp"
#include "source/lru_cache.hpp"

namespace cairn::source::git {

struct Handle;  // a libgit2 repository; see object_store.cpp

struct Commit {
  ObjectId tree;
  std::optional<ObjectId> first_parent;
  std::int64_t time = 0;  // Unix seconds, of the committer
};

class ObjectStore {
 public:
  struct Options {
    std::string path;  // the bare repository
    std::size_t file_bytes_max = 16U * 1024 * 1024;
    std::size_t tree_bytes_max = 16U * 1024 * 1024;         // of one tree object
    std::size_t directory_cache_bytes = 64U * 1024 * 1024;  // of Directory nodes in memory
    std::size_t handles_max = 8;
  };

  explicit ObjectStore(Options options);
  ~ObjectStore();
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;

  // Errors: failed_precondition beyond `file_bytes_max` or `bytes_max`, internal.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> blob(const ObjectId& id,
                                                                std::size_t bytes_max) const;
  // Kept in memory and shared. Errors: failed_precondition for a malformed or oversized tree,
  // internal.
  [[nodiscard]] Result<std::shared_ptr<const Directory>> directory(const ObjectId& tree) const;
  // The same, without keeping what was not in memory: for who looks at all of a large tree once.
  [[nodiscard]] Result<std::shared_ptr<const Directory>> glance(const ObjectId& tree) const;
  // How large a file is, without reading it. Errors: failed_precondition when it is no file,
  // internal.
  [[nodiscard]] Result<std::uint64_t> blob_bytes(const ObjectId& id) const;
  // Errors: internal.
  [[nodiscard]] Result<std::shared_ptr<const Commit>> commit(const ObjectId& id) const;
  // Who wrote it, as "name <address>". Reads the commit. Errors: internal.
  [[nodiscard]] Result<std::string> author(const ObjectId& id) const;

  // Whether there is such an object, of any kind. Errors: internal.
  [[nodiscard]] Result<bool> has(const ObjectId& id) const;

  // The commit that `id` is, or that a tag leads to; nullopt if there is no such object or it leads
  // to none. Errors: internal.
  [[nodiscard]] Result<std::optional<ObjectId>> find_commit(const ObjectId& id) const;
  // The same for the only object whose id begins with these 2 to 40 digits; nullopt if there are
  // none or several. Errors: internal.
  [[nodiscard]] Result<std::optional<ObjectId>> find_commit_by_prefix(
      std::string_view digits) const;

  // Whether the history of `id` contains `ancestor`, or both are equal. Errors: internal.
  [[nodiscard]] Result<bool> contains(const ObjectId& id, const ObjectId& ancestor) const;

  // Unix seconds of the last commit in the history of `id` that changed `path`, found as "git log"
  // does; of the oldest commit looked at when that is more than `commits_max` back.
  // Errors: not_found when the commit has no such path; internal.
  [[nodiscard]] Result<std::int64_t> last_change(const ObjectId& id, const std::string& path,
                                                 std::size_t commits_max) const;

  // Forgets all handles: call after the repository was changed or replaced.
  void renew();

  // Whether something that must be there could not be read since mended() was called.
  [[nodiscard]] bool damaged() const { return damaged_.load(std::memory_order_relaxed); }
  void note_damage() { damaged_.store(true, std::memory_order_relaxed); }
  void mended() { damaged_.store(false, std::memory_order_relaxed); }

  [[nodiscard]] const Options& options() const { return options_; }

 private:
  [[nodiscard]] Result<std::unique_ptr<Handle>> take() const;
  void put_back(std::unique_ptr<Handle> handle) const;
  void drop_idle() const;
  template <typename T>
  [[nodiscard]] Result<T> with_handle(const std::function<Result<T>(Handle&)>& read) const;
  // Whether descriptors and files are there for reading; else "not found" means nothing.
  [[nodiscard]] bool packs_can_be_opened() const;

  const Options options_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Handle>> idle_;  // Guarded by mutex_.
  mutable std::uint64_t generation_ = 0;               // Guarded by mutex_; grows with renew().
  mutable std::atomic<bool> damaged_{false};
  mutable LruCache<ObjectId, std::shared_ptr<const Directory>, ObjectIdHash> directories_;
  mutable LruCache<ObjectId, std::shared_ptr<const Commit>, ObjectIdHash> commits_;
  mutable LruCache<std::string, std::int64_t> changes_;  // by commit and path
};

}  // namespace cairn::source::git

// KeptObjects: byte strings on disk, each in a file that is named by its SHA-256. What was read has
// the digest that it was asked for by, or is an error.
//
// Files are 0600 in a directory that is 0700: they are copies of configuration.
//
// Thread-safety: read() from any thread; the others from one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::source::directory {

// The largest object: a record of 200,000 files has about 40 MB.
constexpr std::size_t kept_bytes_max = 256U * 1024 * 1024;

class KeptObjects {
 public:
  explicit KeptObjects(std::string directory) : directory_(std::move(directory)) {}

  // Makes the directory if there is none. Errors: failed_precondition when it is a link, or others
  // own it or may write to it; internal.
  [[nodiscard]] Result<void> prepare() const;

  // Writes an object that is not known to be there; it will survive a crash once sync() was called.
  // Errors: internal (the disk is full, or read-only).
  [[nodiscard]] Result<void> put(const std::string& digest, std::string_view bytes);
  // Whether put() would write nothing.
  [[nodiscard]] bool knows(const std::string& digest) const { return known_.count(digest) != 0; }
  // Takes it that this object is there as it should be, or that it is not.
  void know(const std::string& digest) { known_.insert(digest); }
  void doubt(const std::string& digest) { known_.erase(digest); }
  void doubt_all() { known_.clear(); }

  // Errors: internal.
  [[nodiscard]] Result<void> sync();
  // Takes back what was put since the last sync().
  void undo();
  // The bytes put since this was last called.
  [[nodiscard]] std::uint64_t take_bytes_put() { return std::exchange(bytes_put_, 0); }

  // Errors: internal when it is missing, damaged, larger than `bytes_max`, or cannot be read.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> read(const std::string& digest,
                                                                std::size_t bytes_max) const;

  // Deletes everything else, as far as that is possible. Gives how many went.
  std::size_t remove_others(const std::unordered_set<std::string>& wanted);

 private:
  [[nodiscard]] std::string path_of(const std::string& digest) const {
    return directory_ + '/' + digest;
  }

  const std::string directory_;
  std::unordered_set<std::string> known_;
  struct Pending {
    std::string digest;
    bool created;  // there was none before
  };
  std::vector<Pending> pending_;  // put since the last sync()
  std::uint64_t bytes_put_ = 0;
};

}  // namespace cairn::source::directory

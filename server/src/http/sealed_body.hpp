// SealedBody: the copy of a large body in a file that lives in memory and can never change, for
// sendfile(): the kernel then sends the file's pages as they are, where it would copy the bytes of
// a write into new ones, and those to the reader's processor.
//
// Thread-safety: immutable. SealedBodies is for one thread; what it made may go on any other.
// Ownership: what is still being sent keeps its pages, also after the file is gone.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"

namespace cairn::http {

class SealedBody {
 public:
  // Of the file, whose content is the body from its first byte on.
  [[nodiscard]] int descriptor() const { return file_.number(); }

  ~SealedBody() { --*count_; }
  SealedBody(const SealedBody&) = delete;
  SealedBody& operator=(const SealedBody&) = delete;

 private:
  friend class SealedBodies;
  SealedBody(base::Descriptor file, std::shared_ptr<std::atomic<std::size_t>> count)
      : file_(std::move(file)), count_(std::move(count)) {}

  base::Descriptor file_;
  std::shared_ptr<std::atomic<std::size_t>> count_;
};

class SealedBodies {
 public:
  // Below this many bytes a write is as cheap.
  static constexpr std::size_t bytes_min = 12 * 1024;
  // Each takes a descriptor; so many are kept free for those of all network threads.
  static constexpr std::size_t of_process_max = 64;

  explicit SealedBodies(std::size_t count_max) : count_max_(count_max) {}

  // Null for a body that is too short, when there are as many as there may be, and when the system
  // has no means: then the body is written from memory.
  [[nodiscard]] std::shared_ptr<const SealedBody> make(std::string_view body);

  [[nodiscard]] std::size_t count() const { return *count_; }

 private:
  const std::size_t count_max_;
  const std::shared_ptr<std::atomic<std::size_t>> count_ =
      std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace cairn::http

// HiddenBuffer: room in hidden memory to read and write secrets in: see hidden_memory.hpp.
//
// Thread-safety: as that of an array. Cost: one allocation, at the start.
#pragma once

#include <cstddef>

namespace cairn::base {

class HiddenBuffer {
 public:
  explicit HiddenBuffer(std::size_t size);
  ~HiddenBuffer();  // wipes it
  HiddenBuffer(const HiddenBuffer&) = delete;
  HiddenBuffer& operator=(const HiddenBuffer&) = delete;

  [[nodiscard]] char* data() const { return bytes_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  const std::size_t size_;
  char* const bytes_;
};

}  // namespace cairn::base

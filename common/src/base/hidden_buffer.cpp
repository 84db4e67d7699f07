// See hidden_buffer.hpp.
#include "base/hidden_buffer.hpp"

#include <cstring>

#include "base/hidden_memory.hpp"
#include "base/hidden_pool.hpp"

namespace cairn::base {

HiddenBuffer::HiddenBuffer(std::size_t size)
    : size_(size), bytes_(static_cast<char*>(hidden_pool().allocate(size))) {
  std::memset(bytes_, 0, size_);
}

HiddenBuffer::~HiddenBuffer() {
  wipe(bytes_, size_);
  hidden_pool().deallocate(bytes_, size_);
}

}  // namespace cairn::base

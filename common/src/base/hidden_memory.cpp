// Bytes of secrets, in the pool of hidden memory.
#include "base/hidden_memory.hpp"

#include <string.h>

#include <atomic>

#include "base/hidden_pool.hpp"

namespace cairn::base {
namespace {

std::atomic<std::size_t>& in_use() {
  static std::atomic<std::size_t> bytes{0};
  return bytes;
}

}  // namespace

void wipe(void* bytes, std::size_t count) {
  // By glibc's memset, which is several times as fast as OPENSSL_cleanse; buffers go with each
  // request.
  ::explicit_bzero(bytes, count);
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
}

HiddenBytes::HiddenBytes(std::string_view bytes)
    : bytes_(bytes.empty() ? nullptr : static_cast<char*>(hidden_pool().allocate(bytes.size(), 1))),
      size_(bytes.size()) {
  if (bytes_ != nullptr) {
    bytes.copy(bytes_, size_);
    in_use() += size_;
  }
}

HiddenBytes::~HiddenBytes() {
  if (bytes_ != nullptr) {
    wipe(bytes_, size_);
    hidden_pool().deallocate(bytes_, size_, 1);
    in_use() -= size_;
  }
}

std::size_t hidden_bytes_in_use() {
  return in_use();
}

}  // namespace cairn::base

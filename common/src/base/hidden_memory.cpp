// A pool over pages that the kernel leaves out of core dumps.
#include "base/hidden_memory.hpp"

#include <openssl/crypto.h>
#include <sys/mman.h>

#include <atomic>
#include <memory_resource>
#include <new>

namespace cairn::base {
namespace {

// Small pieces come from chunks of the pool, larger ones straight from here.
constexpr std::size_t pooled_bytes_max = 16U * 1024;

class DumpFreePages final : public std::pmr::memory_resource {
  void* do_allocate(std::size_t bytes, std::size_t /*alignment*/) override {
    void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
      throw std::bad_alloc();
    }
    if (madvise(pages, bytes, MADV_DONTDUMP) != 0) {
      munmap(pages, bytes);
      throw std::bad_alloc();
    }
    return pages;
  }

  void do_deallocate(void* pages, std::size_t bytes, std::size_t /*alignment*/) override {
    munmap(pages, bytes);
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }
};

// Never destroyed: secrets of static objects may go after everything else.
std::pmr::memory_resource& pool() {
  static auto* const pages = new DumpFreePages;
  static auto* const made =
      new std::pmr::synchronized_pool_resource(std::pmr::pool_options{0, pooled_bytes_max}, pages);
  return *made;
}

std::atomic<std::size_t>& in_use() {
  static std::atomic<std::size_t> bytes{0};
  return bytes;
}

}  // namespace

void wipe(void* bytes, std::size_t count) {
  OPENSSL_cleanse(bytes, count);
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

HiddenBytes::HiddenBytes(std::string_view bytes)
    : bytes_(bytes.empty() ? nullptr : static_cast<char*>(pool().allocate(bytes.size(), 1))),
      size_(bytes.size()) {
  if (bytes_ != nullptr) {
    bytes.copy(bytes_, size_);
    in_use() += size_;
  }
}

HiddenBytes::~HiddenBytes() {
  if (bytes_ != nullptr) {
    OPENSSL_cleanse(bytes_, size_);
    pool().deallocate(bytes_, size_, 1);
    in_use() -= size_;
  }
}

std::size_t hidden_bytes_in_use() {
  return in_use();
}

}  // namespace cairn::base

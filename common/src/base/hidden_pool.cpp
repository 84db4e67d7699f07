// See hidden_pool.hpp.
#include "base/hidden_pool.hpp"

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace cairn::base {
namespace {

// Small pieces come from chunks of the pool, larger ones straight from here. The buffers of a
// connection, which come and go with every request, are small.
constexpr std::size_t pooled_bytes_max = 64U * 1024;

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

}  // namespace

std::pmr::memory_resource& hidden_pool() {
  static auto* const pages = new DumpFreePages;
  static auto* const made =
      new std::pmr::synchronized_pool_resource(std::pmr::pool_options{0, pooled_bytes_max}, pages);
  return *made;
}

}  // namespace cairn::base

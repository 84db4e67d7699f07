// See hidden_pool.hpp. Pieces of one size, to 32 bytes, share blocks: OpenSSL takes some thirty for
// each connection, and what rounding wastes of them is multiplied by ten thousand.
#include "base/hidden_pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <boost/pool/pool.hpp>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>

namespace cairn::base {
namespace {

// Small pieces come from blocks of the pool, larger ones straight from here. The buffers of a
// connection, which come and go with every request, are small.
constexpr std::size_t pooled_bytes_max = 64U * 1024;

struct PagesOutsideDumps {
  using size_type = std::size_t;           // NOLINT(readability-identifier-naming): Boost's names
  using difference_type = std::ptrdiff_t;  // NOLINT(readability-identifier-naming)

  // nullptr if there are none.
  static char* malloc(std::size_t bytes) {
    void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) {
      return nullptr;
    }
    if (madvise(pages, bytes, MADV_DONTDUMP) != 0) {
      munmap(pages, bytes);
      return nullptr;
    }
    return static_cast<char*>(pages);
  }
  // Blocks of the pool are never given back, so that this is not called.
  static void free(char* /*block*/) {}
};

// Sizes in steps of 32 bytes up to 16 KiB, which is also how pieces are aligned, and of 1 KiB
// beyond.
constexpr std::size_t fine_step = 32;
constexpr std::size_t fine_bytes_max = 16U * 1024;
constexpr std::size_t coarse_step = 1024;
constexpr std::size_t fine_sizes = fine_bytes_max / fine_step;
constexpr std::size_t all_sizes = fine_sizes + (pooled_bytes_max - fine_bytes_max) / coarse_step;

std::size_t steps_up(std::size_t bytes, std::size_t step) {
  return (std::max<std::size_t>(bytes, 1) + step - 1) / step;
}

// A block is written to when it is made, so it is small; but large enough that little of its last
// page is left over.
std::size_t pieces_of_block(std::size_t piece) {
  const std::size_t block = piece <= 1024 ? 16U * 1024 : 64U * 1024;
  return std::max<std::size_t>(1, (block - 2 * sizeof(void*)) / piece);
}

class HiddenPool final : public std::pmr::memory_resource {
  struct Size {
    std::mutex mutex;
    std::unique_ptr<boost::pool<PagesOutsideDumps>> pool;  // null before the first piece
  };

  static std::size_t bytes_of(std::size_t index) {
    return index < fine_sizes ? (index + 1) * fine_step
                              : fine_bytes_max + (index - fine_sizes + 1) * coarse_step;
  }
  static std::size_t index_of(std::size_t bytes) {
    return bytes <= fine_bytes_max ? steps_up(bytes, fine_step) - 1
                                   : fine_sizes + steps_up(bytes - fine_bytes_max, coarse_step) - 1;
  }

  void* do_allocate(std::size_t bytes, std::size_t /*alignment*/) override {
    void* const piece =
        bytes > pooled_bytes_max ? PagesOutsideDumps::malloc(bytes) : piece_of(index_of(bytes));
    if (piece == nullptr) {
      throw std::bad_alloc();
    }
    return piece;
  }

  void* piece_of(std::size_t index) {
    Size& size = sizes_[index];
    const std::lock_guard lock(size.mutex);
    if (size.pool == nullptr) {
      const std::size_t bytes = bytes_of(index);
      const std::size_t pieces = pieces_of_block(bytes);
      size.pool = std::make_unique<boost::pool<PagesOutsideDumps>>(bytes, pieces, pieces);
    }
    return size.pool->malloc();
  }

  void do_deallocate(void* piece, std::size_t bytes, std::size_t /*alignment*/) override {
    if (bytes > pooled_bytes_max) {
      munmap(piece, bytes);
      return;
    }
    Size& size = sizes_[index_of(bytes)];
    const std::lock_guard lock(size.mutex);
    size.pool->free(piece);
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::array<Size, all_sizes> sizes_;
};

}  // namespace

std::pmr::memory_resource& hidden_pool() {
  static auto* const made = new HiddenPool;
  return *made;
}

}  // namespace cairn::base

// See hidden_pieces.hpp. Pieces of one size, to 32 bytes, share blocks: OpenSSL takes some thirty
// for each connection, and what rounding wastes of them is multiplied by ten thousand.
#include "base/hidden_pieces.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <boost/pool/pool.hpp>
#include <memory>
#include <mutex>
#include <new>

namespace cairn::base::hidden {
namespace {

struct PagesOutsideDumps {
  using size_type = std::size_t;           // NOLINT(readability-identifier-naming): Boost's names
  using difference_type = std::ptrdiff_t;  // NOLINT(readability-identifier-naming)

  static char* malloc(std::size_t bytes) { return take_pages(bytes); }
  // Blocks of the pool are never given back, so that this is not called.
  static void free(char* /*block*/) {}
};

struct Shelf {
  std::mutex mutex;
  std::unique_ptr<boost::pool<PagesOutsideDumps>> pool;  // null before the first piece
};

Shelf& shelf_of(std::size_t size) {
  static auto* const shelves = new std::array<Shelf, sizes>;
  return shelves->at(size);
}

// A block is written to when it is made, so it is small; but large enough that little of its last
// page is left over.
std::size_t pieces_of_block(std::size_t piece) {
  const std::size_t block = piece <= 1024 ? 16U * 1024 : 64U * 1024;
  return std::max<std::size_t>(1, (block - 2 * sizeof(void*)) / piece);
}

}  // namespace

Piece* take_pieces(std::size_t size, std::size_t count) {
  Shelf& shelf = shelf_of(size);
  const std::lock_guard lock(shelf.mutex);
  if (shelf.pool == nullptr) {
    const std::size_t bytes = bytes_of(size);
    const std::size_t pieces = pieces_of_block(bytes);
    shelf.pool = std::make_unique<boost::pool<PagesOutsideDumps>>(bytes, pieces, pieces);
  }
  Piece* chain = nullptr;
  for (; count > 0; --count) {
    void* const place = shelf.pool->malloc();
    if (place == nullptr) {
      break;
    }
    chain = new (place) Piece{chain};
  }
  return chain;
}

void give_pieces_back(std::size_t size, Piece* chain) {
  Shelf& shelf = shelf_of(size);
  const std::lock_guard lock(shelf.mutex);
  while (chain != nullptr) {
    Piece* const piece = chain;
    chain = piece->next;
    shelf.pool->free(piece);
  }
}

char* take_pages(std::size_t bytes) {
  void* const pages =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) {
    return nullptr;
  }
  if (madvise(pages, bytes, MADV_DONTDUMP) != 0) {
    munmap(pages, bytes);
    return nullptr;
  }
  return static_cast<char*>(pages);
}

void give_pages_back(void* pages, std::size_t bytes) {
  munmap(pages, bytes);
}

}  // namespace cairn::base::hidden

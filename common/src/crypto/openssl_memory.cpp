// See openssl_memory.hpp.
#include "crypto/openssl_memory.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>

#include "base/hidden_memory.hpp"
#include "base/hidden_pool.hpp"

namespace cairn::crypto {
namespace {

// OpenSSL's pieces do not come back with their sizes: each stands in front of its piece.
constexpr std::size_t piece_alignment = alignof(std::max_align_t);
static_assert(piece_alignment >= sizeof(std::size_t));

// With its size in front.
std::size_t whole_piece(std::size_t bytes) {
  return bytes + piece_alignment;
}

void* take_piece(std::size_t bytes, const char* /*file*/, int /*line*/) {
  try {
    auto* const front =
        static_cast<char*>(base::hidden_pool().allocate(whole_piece(bytes), piece_alignment));
    std::memcpy(front, &bytes, sizeof bytes);
    return front + piece_alignment;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

std::size_t size_of_piece(const void* piece) {
  std::size_t bytes = 0;
  std::memcpy(&bytes, static_cast<const char*>(piece) - piece_alignment, sizeof bytes);
  return bytes;
}

void give_piece_back(void* piece, const char* /*file*/, int /*line*/) {
  if (piece != nullptr) {
    const std::size_t bytes = size_of_piece(piece);
    base::wipe(piece, bytes);
    base::hidden_pool().deallocate(static_cast<char*>(piece) - piece_alignment, whole_piece(bytes),
                                   piece_alignment);
  }
}

void* change_piece(void* piece, std::size_t bytes, const char* file, int line) {
  if (bytes == 0) {
    give_piece_back(piece, file, line);
    return nullptr;
  }
  void* const changed = take_piece(bytes, file, line);
  if (changed != nullptr && piece != nullptr) {
    std::memcpy(changed, piece, std::min(bytes, size_of_piece(piece)));
    give_piece_back(piece, file, line);
  }
  return changed;
}

}  // namespace

bool hide_memory_of_openssl() {
  return CRYPTO_set_mem_functions(take_piece, change_piece, give_piece_back) == 1;
}

}  // namespace cairn::crypto

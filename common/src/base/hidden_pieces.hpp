// Pieces of hidden memory by size, for all threads: what the pool of hidden memory is made of.
//
// Thread-safety: any thread at any time; sizes do not wait for each other. What pieces were cut
// from stays with the process.
#pragma once

#include <cstddef>

namespace cairn::base::hidden {

// What a piece holds while nobody has it.
struct Piece {
  Piece* next;
};

// Larger ones have pages of their own. The buffers of a connection, which come and go with every
// request, are smaller.
inline constexpr std::size_t piece_bytes_max = 64U * 1024;

// Sizes in steps of 32 bytes up to 16 KiB, which is also how pieces are aligned, and of 1 KiB
// beyond.
inline constexpr std::size_t fine_step = 32;
inline constexpr std::size_t fine_bytes_max = 16U * 1024;
inline constexpr std::size_t coarse_step = 1024;
inline constexpr std::size_t fine_sizes = fine_bytes_max / fine_step;
inline constexpr std::size_t sizes = fine_sizes + (piece_bytes_max - fine_bytes_max) / coarse_step;

// The number of a size, below `sizes`, for pieces of that many bytes; `piece_bytes_max` at most.
constexpr std::size_t size_for(std::size_t bytes) {
  if (bytes > fine_bytes_max) {
    return fine_sizes + (bytes - fine_bytes_max - 1) / coarse_step;
  }
  return bytes == 0 ? 0 : (bytes - 1) / fine_step;
}

constexpr std::size_t bytes_of(std::size_t size) {
  return size < fine_sizes ? (size + 1) * fine_step
                           : fine_bytes_max + (size - fine_sizes + 1) * coarse_step;
}

// A chain of that many pieces, or of fewer if there is no more memory: nullptr if there is none.
[[nodiscard]] Piece* take_pieces(std::size_t size, std::size_t count);
void give_pieces_back(std::size_t size, Piece* chain);

// Pages that the kernel leaves out of core dumps; nullptr if there are none.
[[nodiscard]] char* take_pages(std::size_t bytes);
void give_pages_back(void* pages, std::size_t bytes);

}  // namespace cairn::base::hidden

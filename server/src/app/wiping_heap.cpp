// The heap of cairn-server: what is given back is overwritten first.
//
// Decrypted values, passwords and bodies pass through texts of libraries and of the standard
// library that nobody can wipe by hand: a text that grows leaves its old bytes behind, a parser its
// buffers. So each piece is wiped when it is freed, whatever it held. Only the program is linked
// with this file; the library and the tests have the usual heap.
//
// Thread-safety: as malloc. Cost: writing over each piece once, when it is freed.
#include <malloc.h>

#include <cstddef>
#include <cstdlib>
#include <new>

#include "base/hidden_memory.hpp"

namespace {

void* allocate(std::size_t bytes) {
  for (;;) {
    if (void* made = std::malloc(bytes == 0 ? 1 : bytes); made != nullptr) {
      return made;
    }
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) {
      throw std::bad_alloc();
    }
    handler();
  }
}

void* allocate(std::size_t bytes, std::align_val_t alignment) {
  const auto step = static_cast<std::size_t>(alignment);
  const std::size_t rounded = (bytes / step + 1) * step;  // as aligned_alloc wants it
  void* made = rounded < bytes ? nullptr : std::aligned_alloc(step, rounded);
  if (made == nullptr) {
    throw std::bad_alloc();
  }
  return made;
}

void wipe_and_free(void* piece) {
  if (piece != nullptr) {
    cairn::base::wipe(piece, malloc_usable_size(piece));
    std::free(piece);
  }
}

}  // namespace

void* operator new(std::size_t bytes) {
  return allocate(bytes);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return allocate(bytes, alignment);
}
void operator delete(void* piece) noexcept {
  wipe_and_free(piece);
}
void operator delete(void* piece, std::size_t /*bytes*/) noexcept {
  wipe_and_free(piece);
}
void operator delete(void* piece, std::align_val_t /*alignment*/) noexcept {
  wipe_and_free(piece);
}
void operator delete(void* piece, std::size_t /*bytes*/, std::align_val_t /*alignment*/) noexcept {
  wipe_and_free(piece);
}

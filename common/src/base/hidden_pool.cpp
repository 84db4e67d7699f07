// See hidden_pool.hpp. A handshake takes and gives some thousand pieces, so each thread keeps a few
// of each size, and most of them are taken and given back without a lock.
#include "base/hidden_pool.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <utility>

#include "base/hidden_pieces.hpp"

namespace cairn::base {
namespace {

using hidden::Piece;

// How many of a size a thread keeps.
constexpr std::size_t kept_max(std::size_t size) {
  constexpr std::size_t bytes_max = 64U * 1024;
  return std::clamp<std::size_t>(bytes_max / hidden::bytes_of(size), 2, 64);
}

class KeptPieces {
 public:
  KeptPieces() = default;
  ~KeptPieces() {
    for (std::size_t size = 0; size < kept_.size(); ++size) {
      hidden::give_pieces_back(size, kept_[size].first);
    }
  }
  KeptPieces(const KeptPieces&) = delete;
  KeptPieces& operator=(const KeptPieces&) = delete;

  void* take(std::size_t size) {
    Kept& kept = kept_[size];
    if (kept.first == nullptr) {
      kept.first = hidden::take_pieces(size, kept_max(size) / 2);
      for (const Piece* piece = kept.first; piece != nullptr; piece = piece->next) {
        ++kept.count;
      }
      if (kept.first == nullptr) {
        return nullptr;
      }
    }
    --kept.count;
    return std::exchange(kept.first, kept.first->next);
  }

  void give_back(std::size_t size, void* place) {
    Kept& kept = kept_[size];
    kept.first = new (place) Piece{kept.first};
    if (++kept.count > kept_max(size)) {
      give_half_back(size, kept);
    }
  }

 private:
  struct Kept {
    Piece* first = nullptr;
    std::size_t count = 0;
  };

  // The later half, so that what is warm stays.
  static void give_half_back(std::size_t size, Kept& kept) {
    kept.count /= 2;
    Piece* last = kept.first;
    for (std::size_t i = 1; i < kept.count; ++i) {
      last = last->next;
    }
    hidden::give_pieces_back(size, std::exchange(last->next, nullptr));
  }

  std::array<Kept, hidden::sizes> kept_;
};

// Neither has a destructor: OpenSSL gives back what it has of a thread after the thread's objects
// have ended, when nothing is kept any more.
constinit thread_local KeptPieces* kept_of_thread = nullptr;
constinit thread_local bool thread_has_ended = false;

struct EndOfThread {
  ~EndOfThread() {
    thread_has_ended = true;
    delete std::exchange(kept_of_thread, nullptr);
  }
};

void keep_until_this_thread_ends() {
  thread_local const EndOfThread end;
  kept_of_thread = new KeptPieces;
}

void* take(std::size_t size) {
  if (kept_of_thread == nullptr) {
    if (thread_has_ended) {
      return hidden::take_pieces(size, 1);
    }
    keep_until_this_thread_ends();
  }
  return kept_of_thread->take(size);
}

void give_back(std::size_t size, void* place) {
  if (kept_of_thread == nullptr) {
    hidden::give_pieces_back(size, new (place) Piece{nullptr});
  } else {
    kept_of_thread->give_back(size, place);
  }
}

class HiddenPool final : public std::pmr::memory_resource {
  void* do_allocate(std::size_t bytes, std::size_t /*alignment*/) override {
    void* const place =
        bytes > hidden::piece_bytes_max ? hidden::take_pages(bytes) : take(hidden::size_for(bytes));
    if (place == nullptr) {
      throw std::bad_alloc();
    }
    return place;
  }

  void do_deallocate(void* place, std::size_t bytes, std::size_t /*alignment*/) override {
    if (bytes > hidden::piece_bytes_max) {
      hidden::give_pages_back(place, bytes);
    } else {
      give_back(hidden::size_for(bytes), place);
    }
  }

  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }
};

}  // namespace

std::pmr::memory_resource& hidden_pool() {
  static auto* const made = new HiddenPool;
  return *made;
}

}  // namespace cairn::base

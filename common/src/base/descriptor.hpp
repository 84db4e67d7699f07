// Descriptor: an open file descriptor that is closed when it goes.
//
// Thread-safety: as an int. Ownership: one owner; it can be moved.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <utility>

namespace cairn::base {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) {
      ::close(std::exchange(number_, -1));
    }
  }
  // Moves it out of the way of those below `raised_min`, which a child fills; a process may run
  // with some of them closed.
  static constexpr int raised_min = 16;
  [[nodiscard]] bool raise() {
    if (number_ < 0 || number_ >= raised_min) {
      return number_ >= 0;
    }
    Descriptor higher(::fcntl(number_, F_DUPFD_CLOEXEC, raised_min));
    std::swap(number_, higher.number_);
    return number_ >= 0;
  }

 private:
  int number_ = -1;
};

}  // namespace cairn::base

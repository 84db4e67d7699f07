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
  // Moves it out of the way of 0 to 3, which the child fills; a process may run with those closed.
  [[nodiscard]] bool raise() {
    if (number_ < 0 || number_ > 3) {
      return number_ >= 0;
    }
    Descriptor higher(::fcntl(number_, F_DUPFD_CLOEXEC, 4));
    std::swap(number_, higher.number_);
    return number_ >= 0;
  }

 private:
  int number_ = -1;
};

}  // namespace cairn::base

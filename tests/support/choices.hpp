// Choices: turns bytes into decisions, so that a fuzzer, or a seeded generator of bytes, steers
// what a test builds. Once the bytes are used up every decision is the first one: whatever is built
// from them comes to an end.
//
// Thread-safety: for one thread. Ownership: refers to the bytes, which must live longer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cairn::testing {

class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool at_end() const { return at_ == bytes_.size(); }

  std::uint8_t byte() { return at_end() ? std::uint8_t{0} : take(); }

  // Less than `count`, which is between 1 and 256.
  std::size_t below(std::size_t count) { return byte() % count; }

  // True about once in `count` times; never once the bytes are used up.
  bool once_in(std::size_t count) { return !at_end() && below(count) == count - 1; }

  std::uint64_t eight_bytes() {
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) {
      out = (out << 8U) | byte();
    }
    return out;
  }

  template <typename T, std::size_t count>
  const T& one_of(const std::array<T, count>& choices) {
    return choices[below(count)];
  }

 private:
  std::uint8_t take() { return static_cast<std::uint8_t>(bytes_[at_++]); }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace cairn::testing

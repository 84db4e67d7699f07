// DataSize: an amount of bytes, as settings write it: "8192", "64KB", "8MB". Units are powers of
// 1024 and may be in any case (B, KB, MB, GB, TB); a bare number is bytes. The rules are those of
// Spring's DataSize, but for negative sizes, which are refused.
//
// Thread-safety: a plain value.
#pragma once

#include <compare>
#include <cstdint>

namespace cairn {

struct DataSize {
  std::uint64_t bytes = 0;  // below 2^63

  [[nodiscard]] static constexpr DataSize of_kilobytes(std::uint64_t count) {
    return {count * 1024};
  }
  [[nodiscard]] static constexpr DataSize of_megabytes(std::uint64_t count) {
    return {count * 1024 * 1024};
  }

  friend constexpr auto operator<=>(const DataSize&, const DataSize&) = default;
};

}  // namespace cairn

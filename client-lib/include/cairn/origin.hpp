// Origin: where a value or an error comes from: a file, a line and a column.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <string>

namespace cairn {

// A place in a file. Lines and columns count from 1, columns in code points; 0 means "not known".
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  [[nodiscard]] bool known() const { return line != 0; }
  friend bool operator==(const Position&, const Position&) = default;
};

// A place in a named file. `file` is the path inside its repository, or the path of a settings
// file.
struct Origin {
  std::string file;
  Position at;

  // "shop.yml:3:7", "shop.yml" without a position, "3:7" without a file, "" when nothing is known.
  [[nodiscard]] std::string text() const {
    std::string out = file;
    if (at.known()) {
      if (!out.empty()) {
        out += ':';
      }
      out += std::to_string(at.line) + ':' + std::to_string(at.column);
    }
    return out;
  }
};

}  // namespace cairn

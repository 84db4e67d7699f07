// What differs between two answers to one question.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"

namespace cairn::cli {

struct Difference {
  std::string what;   // "value", "order", "version", ...
  std::string where;  // "application.yml: server.port"; "" for the whole answer
  std::string a;
  std::string b;
  // It does not change what a client reads: version, state, origins, how a source is called.
  bool note = false;

  friend bool operator==(const Difference&, const Difference&) = default;
};

// Of two environments: names, sources and their order, keys and their order, values with types,
// places. Sources belong together by the last part of their file's name and their document; the
// rest of the name is where a server keeps its files, and is a note.
[[nodiscard]] std::vector<Difference> differences(const Environment& a, const Environment& b);

// Of two texts: the first line that is another one; nothing if they are equal.
[[nodiscard]] std::vector<Difference> differences(std::string_view a, std::string_view b);

}  // namespace cairn::cli

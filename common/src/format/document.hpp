// Documents: what a configuration file holds once it is parsed: one or more flat lists of
// properties.
//
// A file is parsed from its bytes alone and knows no path, so that equal blobs are parsed once.
//
// Thread-safety: immutable once made; share freely.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::format {

struct ParsedFile {
  // In file order. Documents that hold nothing (comments only, null, "[]", "") are left out and do
  // not count in the numbering; "{}" counts and has no properties.
  std::vector<std::shared_ptr<const Properties>> documents;
  std::size_t size_bytes = 0;  // memory that this holds, roughly: what a cache counts
};

// The limits of one file, each with its default. Beyond one: failed_precondition, naming the limit.
// With the defaults the worst file costs about 100 ms and 50 MB, which tests/hostile measures.
struct Budget {
  std::size_t file_bytes_max = 1024U * 1024;
  std::size_t depth_max = 50;                         // nested collections, as SnakeYAML
  std::size_t nodes_max = 100'000;                    // after expansion of aliases
  std::size_t expanded_bytes_max = 8U * 1024 * 1024;  // keys and values after expansion of aliases
  std::size_t documents_max = 1'000;
};

enum class Kind { yaml, properties, xml };

// Parses a configuration file.
// Errors: failed_precondition with line and column in `origin` (the file is for the caller to add).
[[nodiscard]] Result<std::shared_ptr<const ParsedFile>> parse(Kind kind, std::string_view bytes,
                                                              const Budget& budget = {});

}  // namespace cairn::format

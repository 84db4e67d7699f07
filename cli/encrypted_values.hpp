// The encrypted values of a configuration file, and where their texts stand in its bytes.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/origin.hpp"
#include "cairn/result.hpp"
#include "format/document.hpp"

namespace cairn::cli {

struct EncryptedValue {
  std::string key;   // flat, as in the file
  std::string text;  // behind "{cipher}", pairs included
  Position at;       // not known for XML
  // Where `text` begins in the bytes; nullopt where it is written in another way (escapes, lines
  // that are joined).
  std::optional<std::size_t> offset;
};

// How a file of that name is read; nullopt for one that holds no configuration.
[[nodiscard]] std::optional<format::Kind> kind_of_file(std::string_view path);

// In the order of the file. Errors: failed_precondition for a file that cannot be parsed.
[[nodiscard]] Result<std::vector<EncryptedValue>> encrypted_values(format::Kind kind,
                                                                   std::string_view bytes);

// "cairn <key id>", "spring", "spring {key:orders}"; the values of other pairs are not shown.
[[nodiscard]] std::string format_of_value(std::string_view text);

}  // namespace cairn::cli

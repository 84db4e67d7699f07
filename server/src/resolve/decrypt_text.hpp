// Encrypted values inside a text file that is served, opened where they stand.
//
// Thread-safety: a pure function but for what the decryptor remembers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "crypto/decryptor.hpp"
#include "format/document.hpp"

namespace cairn::resolve {

struct DecryptedText {
  std::string text;
  std::size_t opened = 0;          // distinct values
  std::size_t not_remembered = 0;  // with Effort::remembered: then `text` must not be used
};

// Opens the values of a file named *.json, *.yml, *.yaml or *.properties, in any case; another file
// stays as it is. Each value of the file that begins with "{cipher}" is replaced, as text, wherever
// it stands in the file, comments included; what replaces it is not escaped.
//
// Errors: failed_precondition when a value cannot be opened, or the file cannot be parsed.
[[nodiscard]] Result<DecryptedText> decrypt_text(std::string text, std::string_view path,
                                                 crypto::Decryptor& decryptor,
                                                 crypto::Decryptor::Effort effort,
                                                 const format::Budget& budget);

}  // namespace cairn::resolve

// The texts that encrypted bytes are written as: hexadecimal and base64, read as the reference
// reads them.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::crypto {

// Lower-case hexadecimal.
[[nodiscard]] std::string encode_hex(std::string_view bytes);
// Either case; nullopt for an odd length or another character.
[[nodiscard]] std::optional<std::string> decode_hex(std::string_view text);

// Base64 whose padding may be missing as a whole, and whose last character may carry bits that
// belong to no byte. nullopt for any other character, line ends included.
[[nodiscard]] std::optional<std::string> decode_loose_base64(std::string_view text);

// UTF-16 big-endian without a mark, the way Java's key stores spell passwords. nullopt for text
// that is not UTF-8.
[[nodiscard]] std::optional<std::string> utf16_big_endian(std::string_view text);

// The text with every malformed byte sequence replaced by U+FFFD, as Java's decoder does.
[[nodiscard]] std::string repaired_utf8(std::string_view bytes);

}  // namespace cairn::crypto

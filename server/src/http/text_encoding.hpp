// Encodings in which an answer can be written, for clients that name a charset in Accept.
//
// Thread-safety: pure functions. No table is loaded from disk: they run on network threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::http {

enum class Encoding { utf8, us_ascii, iso_8859_1, utf16, utf16_be, utf16_le };

// The encoding of a charset's name or usual alias, in any case; nullopt for others, which a client
// is told with 406.
[[nodiscard]] std::optional<Encoding> encoding_of(std::string_view charset);

// The text in that encoding: "?" stands for what it cannot say, UTF-16 begins with its mark.
[[nodiscard]] std::string encode_text(std::string_view utf8, Encoding encoding);

}  // namespace cairn::http

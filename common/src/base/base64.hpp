// Base64 (RFC 4648, on one line): with the standard alphabet and padding, or with that of URLs and
// without.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::base {

[[nodiscard]] std::string encode_base64(std::string_view bytes);

// The bytes; nullopt for anything but well-formed base64, with its padding.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

// The same with the alphabet of URLs and without padding.
[[nodiscard]] std::string encode_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace cairn::base

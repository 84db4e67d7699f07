// Base64 (RFC 4648, the standard alphabet, with padding, on one line).
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

}  // namespace cairn::base

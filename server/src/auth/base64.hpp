// Base64 as HTTP Basic uses it (RFC 4648, the standard alphabet).
//
// Thread-safety: pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::auth {

// The bytes; nullopt for anything but well-formed base64, with its padding.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

}  // namespace cairn::auth

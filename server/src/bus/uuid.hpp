// Ids of events and processes, as UUIDs.
//
// Thread-safety: all functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>

namespace cairn::bus {

// A random one (version 4): "1b4e28ba-2fa1-41d2-883f-b9a761bde3fb".
[[nodiscard]] std::string random_uuid();

// One that is made of a text (version 8, SHA-256): equal texts give equal ids.
[[nodiscard]] std::string uuid_of(std::string_view text);

// 32 random hexadecimal digits.
[[nodiscard]] std::string random_hex();

// A random UUID as Spring Cloud Stream names anonymous groups: 22 characters of base64url.
[[nodiscard]] std::string random_name();

}  // namespace cairn::bus

// Charsets: the bytes of a text file as UTF-8.
//
// Thread-safety: pure function.
#pragma once

#include <string>
#include <string_view>

namespace cairn::service {

// Decodes `bytes` from the charset that a client named in Accept-Charset. A name that is not known
// means UTF-8, as in the reference; what is malformed becomes U+FFFD.
[[nodiscard]] std::string decode_text(std::string_view bytes, std::string_view charset);

}  // namespace cairn::service

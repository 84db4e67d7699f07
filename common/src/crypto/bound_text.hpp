// Cairn's own cipher text, as a text: docs/ENCRYPTION-FORMAT.md draws it.
//
//   cairn:1:<key id>:<base64url without padding of: nonce (12 bytes), encrypted bytes, tag (16)>
//
// No text is both this and one of Spring's: those are hexadecimal or base64, which have no colon,
// behind pairs, which begin with a brace.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::crypto {

inline constexpr std::size_t key_id_bytes_max = 32;
inline constexpr std::size_t bound_nonce_bytes = 12;
inline constexpr std::size_t bound_tag_bytes = 16;

struct BoundText {
  std::string key_id;
  std::string bytes;  // nonce, encrypted bytes, tag

  // The parts of a text; nullopt for any other text. There is one text for each pair of key id and
  // bytes: padding, other alphabets and stray bits are refused.
  [[nodiscard]] static std::optional<BoundText> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

// Whether a text claims to be of this kind, of whatever version: it is never tried as another.
[[nodiscard]] bool claims_to_be_bound(std::string_view text);

// One to key_id_bytes_max lower-case letters, digits and dashes, not a dash first.
[[nodiscard]] bool is_key_id(std::string_view text);

}  // namespace cairn::crypto

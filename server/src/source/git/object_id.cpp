// Hex digits to object ids and back.
#include "source/git/object_id.hpp"

#include "base/text.hpp"

namespace cairn::source::git {

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char digit) { return base::hex_value(digit) >= 0; });
}

std::optional<ObjectId> ObjectId::parse(std::string_view hex) {
  if (hex.size() != hex_digits || !is_hex(hex)) {
    return std::nullopt;
  }
  ObjectId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<unsigned char>(base::hex_value(hex[2 * i]) * 16 +
                                             base::hex_value(hex[2 * i + 1]));
  }
  return id;
}

std::string ObjectId::hex() const {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(hex_digits);
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xfU];
  }
  return text;
}

}  // namespace cairn::source::git

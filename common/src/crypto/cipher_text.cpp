// See cipher_text.hpp.
#include "crypto/cipher_text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace cairn::crypto {
namespace {

void append_unit(std::string& out, std::uint32_t unit) {
  out += static_cast<char>((unit >> 8U) & 0xFFU);
  out += static_cast<char>(unit & 0xFFU);
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// How many bytes at the front of a malformed sequence Java replaces by one sign: the longest part
// that could have become a character.
std::size_t malformed_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  const bool second_fits =
      text.size() > 1 && is_continuation(text[1]) && !(first == 0xE0U && second < 0xA0U) &&
      !(first == 0xEDU && second > 0x9FU) && !(first == 0xF0U && second < 0x90U) &&
      !(first == 0xF4U && second > 0x8FU);
  if (first < 0xE0U || first > 0xF4U || !second_fits) {
    return 1;
  }
  return first >= 0xF0U && text.size() > 2 && is_continuation(text[2]) ? 3 : 2;
}

}  // namespace

std::string encode_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

std::optional<std::string> decode_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = base::hex_value(text[at]);
    const int low = base::hex_value(text[at + 1]);
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::optional<std::string> decode_loose_base64(std::string_view text) {
  std::string whole(text);
  const std::size_t rest = whole.size() % 4;
  if (rest == 1 || (rest != 0 && text.find('=') != std::string_view::npos)) {
    return std::nullopt;
  }
  whole.append(rest == 0 ? 0 : 4 - rest, '=');
  // Bits that belong to no byte are cleared, since base::decode_base64 is strict about them.
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t end = std::min(whole.find('='), whole.size());
  const std::size_t padding = whole.size() - end;
  if (end > 0 && padding > 0 && padding <= 2) {
    const std::size_t value = digits.find(whole[end - 1]);
    if (value != std::string_view::npos) {
      whole[end - 1] = digits[value & (padding == 1 ? ~std::size_t{3} : ~std::size_t{15})];
    }
  }
  return base::decode_base64(whole);
}

std::optional<std::string> utf16_big_endian(std::string_view text) {
  std::string out;
  out.reserve(2 * text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (!point) {
      return std::nullopt;
    }
    const auto value = static_cast<std::uint32_t>(*point);
    if (value < 0x10000U) {
      append_unit(out, value);
    } else {
      append_unit(out, 0xD800U + ((value - 0x10000U) >> 10U));
      append_unit(out, 0xDC00U + ((value - 0x10000U) & 0x3FFU));
    }
  }
  return out;
}

std::string repaired_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t begin = at;
    if (base::next_code_point(bytes, at)) {
      out += bytes.substr(begin, at - begin);
    } else {
      out += "\xEF\xBF\xBD";
      at = begin + malformed_bytes(bytes.substr(begin));
    }
  }
  return out;
}

}  // namespace cairn::crypto

// See uuid.hpp.
#include "bus/uuid.hpp"

#include <array>
#include <cstdint>
#include <random>

#include "base/digest.hpp"

namespace cairn::bus {
namespace {

// 8-4-4-4-12, with the version's digit and the variant's bits in their places.
std::string shaped(const std::string& hex, char version) {
  std::string text = hex.substr(0, 32);
  text[12] = version;
  constexpr std::string_view variants = "89ab";
  text[16] = variants[static_cast<unsigned char>(text[16]) % variants.size()];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) {
    text.insert(at, 1, '-');
  }
  return text;
}

}  // namespace

std::string random_hex() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::random_device device;  // the system's own, which nobody can guess
  std::string text;
  for (int word = 0; word < 4; ++word) {
    std::uint32_t bits = device();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4U) {
      text += digits[bits & 15U];
    }
  }
  return text;
}

std::string random_uuid() {
  return shaped(random_hex(), '4');
}

std::string uuid_of(std::string_view text) {
  return shaped(base::sha256_hex(text), '8');
}

std::string random_name() {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::random_device device;
  std::string text;
  while (text.size() < 22) {
    text += letters[device() % letters.size()];
  }
  return text;
}

}  // namespace cairn::bus

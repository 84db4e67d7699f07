// Values as text: see the header.
#include "render/value_text.hpp"

#include <cstdint>

#include "values/java_number.hpp"

namespace cairn::render {
namespace {

struct ToText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const BigInteger& number) const { return number.digits; }
  std::string operator()(double number) const { return values::java_double_text(number); }
  std::string operator()(const Binary& binary) const { return base64_text(binary.bytes); }
};

}  // namespace

std::string value_text(const Value& value) {
  return std::visit(ToText{}, value);
}

std::string placeholder_text(const Value& value) {
  const auto* binary = std::get_if<Binary>(&value);
  if (binary == nullptr) {
    return value_text(value);
  }
  std::string out;
  for (const char byte : binary->bytes) {
    out += out.empty() ? "" : ",";
    out += std::to_string(static_cast<int>(static_cast<std::int8_t>(byte)));
  }
  return out;
}

std::string base64_text(std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = i; k < i + 3; ++k) {
      group = group << 8U | (k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U);
    }
    const std::size_t given = bytes.size() - i;
    out += alphabet[group >> 18U & 63U];
    out += alphabet[group >> 12U & 63U];
    out += given > 1 ? alphabet[group >> 6U & 63U] : '=';
    out += given > 2 ? alphabet[group & 63U] : '=';
  }
  return out;
}

}  // namespace cairn::render

// Values as text: see the header.
#include "render/value_text.hpp"

#include <cstdint>

#include "base/base64.hpp"
#include "values/value_text.hpp"

namespace cairn::render {
std::string value_text(const Value& value) {
  const auto* binary = std::get_if<Binary>(&value);
  return binary == nullptr ? values::value_text(value) : base::encode_base64(binary->bytes);
}

std::string placeholder_text(const Value& value) {
  const auto* binary = std::get_if<Binary>(&value);
  if (binary == nullptr) {
    return values::value_text(value);
  }
  std::string out;
  for (const char byte : binary->bytes) {
    out += out.empty() ? "" : ",";
    out += std::to_string(static_cast<int>(static_cast<std::int8_t>(byte)));
  }
  return out;
}

}  // namespace cairn::render

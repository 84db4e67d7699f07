// One form for each type of value.
#include "values/value_text.hpp"

#include <cstdint>

#include "values/java_number.hpp"

namespace cairn::values {
namespace {

struct ToText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(const BigInteger& number) const { return number.digits; }
  std::string operator()(double number) const { return java_double_text(number); }
  std::string operator()(const Binary& binary) const { return binary.bytes; }
};

}  // namespace

std::string value_text(const Value& value) {
  return std::visit(ToText{}, value);
}

}  // namespace cairn::values

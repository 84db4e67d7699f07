// Conversion of typed values.
#include "resolve/value_text.hpp"

#include <cstdint>

#include "values/java_number.hpp"

namespace cairn::resolve {
namespace {

struct Texts {
  std::string operator()(const std::string& value) const { return value; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const BigInteger& value) const { return value.digits; }
  std::string operator()(double value) const { return values::java_double_text(value); }
  std::string operator()(const Binary& value) const { return value.bytes; }
};

}  // namespace

std::string text_of(const Value& value) {
  return std::visit(Texts{}, value);
}

}  // namespace cairn::resolve

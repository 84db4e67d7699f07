// Helpers of the tests of `format`: see the header.
#include "unit/format/reading.hpp"

#include <variant>

#include "format/java_text.hpp"

namespace cairn::format::test {
namespace {

struct ValueText {
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(bool value) const { return value ? "b:true" : "b:false"; }
  std::string operator()(std::int64_t number) const { return "i:" + std::to_string(number); }
  std::string operator()(const BigInteger& number) const { return "i:" + number.digits; }
  std::string operator()(double number) const { return "d:" + java_text(number); }
  std::string operator()(const Binary& binary) const { return "x:" + binary.bytes; }
};

std::string text_of(const Result<std::shared_ptr<const ParsedFile>>& file, bool with_place) {
  if (!file) {
    return "error " + file.error().text();
  }
  std::string out;
  std::string_view document_mark;
  for (const auto& document : (*file)->documents) {
    out += document_mark;
    document_mark = " | ";
    std::string_view mark;
    for (const Property& property : *document) {
      out += mark;
      mark = "; ";
      out += property.key + "=" + std::visit(ValueText(), property.value);
      if (with_place) {
        out += "@" + std::to_string(property.at.line) + ":" + std::to_string(property.at.column);
      }
    }
  }
  return out;
}

}  // namespace

std::string shown(Kind kind, std::string_view bytes, const Budget& budget) {
  return text_of(parse(kind, bytes, budget), false);
}

std::string with_places(Kind kind, std::string_view bytes) {
  return text_of(parse(kind, bytes), true);
}

std::string problem(Kind kind, std::string_view bytes, const Budget& budget) {
  const auto file = parse(kind, bytes, budget);
  return file ? "" : file.error().message;
}

bool is_refused(Kind kind, std::string_view bytes) {
  const auto file = parse(kind, bytes);
  return !file && file.error().code == ErrorCode::failed_precondition;
}

}  // namespace cairn::format::test

// The C++ side of the differential test: reads files, one a line, and prints what our parsers make
// of each, one line of JSON.
//
// A line of the input is the kind ("yaml" or "properties"), a blank and the file's bytes in base64.
// A line of the output is {"documents": [[[key, type, value], ...], ...]} or {"error": "2:3: why"}.
// Values are texts: of an integer its decimal digits, of a float the bits of its double in
// hexadecimal (one text for all that are no number), of binary its base64.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "base/base64.hpp"
#include "format/document.hpp"

namespace {

using cairn::format::Kind;
using Json = nlohmann::json;

struct TypedText {
  Json operator()(const std::string& text) const { return {"text", text}; }
  Json operator()(bool value) const { return {"bool", value ? "true" : "false"}; }
  Json operator()(std::int64_t number) const { return {"int", std::to_string(number)}; }
  Json operator()(const cairn::BigInteger& number) const { return {"int", number.digits}; }
  Json operator()(double number) const {
    if (std::isnan(number)) {
      return {"float", "nan"};
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &number, sizeof bits);
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return {"float", text};
  }
  Json operator()(const cairn::Binary& binary) const {
    return {"binary", cairn::base::encode_base64(binary.bytes)};
  }
};

Json seen(Kind kind, const std::string& bytes) {
  const auto file = cairn::format::parse(kind, bytes);
  if (!file) {
    return {{"error", file.error().text()}};
  }
  Json documents = Json::array();
  for (const auto& document : (*file)->documents) {
    Json& properties = documents.emplace_back(Json::array());
    for (const cairn::Property& property : *document) {
      const Json typed = std::visit(TypedText(), property.value);
      properties.push_back({property.key, typed[0], typed[1]});
    }
  }
  return {{"documents", std::move(documents)}};
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string line;
  while (std::getline(std::cin, line)) {
    const std::size_t blank = line.find(' ');
    const auto bytes = cairn::base::decode_base64(line.substr(blank + 1));
    if (blank == std::string::npos || !bytes) {
      std::cerr << "a line that is no kind and base64: " << line << '\n';
      return 2;
    }
    const Kind kind = line.compare(0, blank, "yaml") == 0 ? Kind::yaml : Kind::properties;
    std::cout << seen(kind, *bytes).dump(-1, ' ', true) << '\n';
  }
  return 0;
}

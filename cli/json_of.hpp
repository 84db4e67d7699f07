// Values and places as JSON, for --json. Templates over the JSON type, so that the library's header
// stays in the sources that write JSON.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "cairn/environment.hpp"
#include "cairn/origin.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {

// Booleans and numbers as such; what JSON has no number for, as text.
template <typename Json>
[[nodiscard]] Json json_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) {
    return Json(*flag);
  }
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return Json(*number);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    const bool finite = *number - *number == 0.0;
    return finite ? Json(*number) : Json(values::value_text(value));
  }
  return Json(values::value_text(value));
}

// Adds "file", "line" and "column", as far as they are known.
template <typename Json>
void put_place(Json& object, const Origin& place) {
  object["file"] = place.file;
  if (place.at.known()) {
    object["line"] = place.at.line;
    object["column"] = place.at.column;
  }
}

// One line; bytes that are no UTF-8 become U+FFFD.
template <typename Json>
[[nodiscard]] std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Indented, for people.
template <typename Json>
[[nodiscard]] std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cairn::cli

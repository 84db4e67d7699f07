// Helpers of the tests of `format`: a file's content in, its properties as one line of text out.
#pragma once

#include <string>
#include <string_view>

#include "format/document.hpp"

namespace cairn::format::test {

// "a.b=text; n=i:12; t=b:true; f=d:1.5", documents divided by " | ", or "error 2:3: words".
// Integers are marked i:, doubles d:, booleans b:, bytes x:.
[[nodiscard]] std::string shown(Kind kind, std::string_view bytes, const Budget& budget = {});

[[nodiscard]] inline std::string yaml(std::string_view text) {
  return shown(Kind::yaml, text);
}

// As shown(), with "@line:column" behind each value.
[[nodiscard]] std::string with_places(Kind kind, std::string_view bytes);

// The error's message, without its place; "" when the file was read.
[[nodiscard]] std::string problem(Kind kind, std::string_view bytes, const Budget& budget = {});

// Whether the file is refused with failed_precondition.
[[nodiscard]] bool is_refused(Kind kind, std::string_view bytes);

}  // namespace cairn::format::test

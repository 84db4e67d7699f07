// The rules for profile names (Spring Boot's ProfilesValidator).
#include "values/profile_name.hpp"

#include <cstddef>
#include <optional>

#include "base/text.hpp"

namespace cairn::values {

bool is_profile_name(std::string_view text) {
  constexpr std::u32string_view marks = U"-_.+@";
  bool at_the_edge = true;  // where only letters and digits may stand
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<char32_t> c = base::next_code_point(text, at);
    if (!c) {
      return false;
    }
    const bool mark = marks.find(*c) != std::u32string_view::npos;
    if (!is_letter_or_digit(*c) && (!mark || at_the_edge)) {
      return false;
    }
    at_the_edge = false;
    if (mark && at == text.size()) {
      return false;
    }
  }
  return !at_the_edge;
}

}  // namespace cairn::values

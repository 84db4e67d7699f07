// A recursive descent over profile expressions that evaluates as it reads.
#include "values/profile_expression.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "values/java_trim.hpp"

namespace cairn::values {
namespace {

constexpr int depth_max = 200;

class Reader {
 public:
  Reader(std::string_view expression, const std::vector<std::string>& profiles)
      : text_(expression), profiles_(profiles) {}

  // nullopt when malformed.
  std::optional<bool> read() { return read_elements(Within::nothing, 0); }

 private:
  enum class Within { nothing, negation, parentheses };

  std::optional<bool> read_elements(Within within, int depth);
  std::string_view next_token();
  bool is_active(std::string_view profile) const {
    return std::find(profiles_.begin(), profiles_.end(), profile) != profiles_.end();
  }

  std::string_view text_;
  const std::vector<std::string>& profiles_;
};

// The next sign or name; empty at the end.
std::string_view Reader::next_token() {
  constexpr std::string_view signs = "()&|!";
  while (!text_.empty()) {
    const std::size_t end =
        std::max<std::size_t>(1, std::min(text_.find_first_of(signs), text_.size()));
    const std::string_view token = java_trimmed(text_.substr(0, end));
    text_.remove_prefix(end);
    if (!token.empty()) {
      return token;
    }
  }
  return {};
}

// The value of elements joined by one operator; without an operator any of them is enough.
std::optional<bool> joined(const std::vector<bool>& elements, char sign) {
  if (elements.empty()) {
    return std::nullopt;
  }
  const auto is_true = [](bool element) { return element; };
  return sign == '&' && elements.size() > 1
             ? std::all_of(elements.begin(), elements.end(), is_true)
             : std::any_of(elements.begin(), elements.end(), is_true);
}

std::optional<bool> Reader::read_elements(Within within, int depth) {
  if (depth > depth_max) {
    return std::nullopt;
  }
  std::vector<bool> elements;
  char sign = '\0';
  for (std::string_view token = next_token(); !token.empty(); token = next_token()) {
    std::optional<bool> element;
    switch (token.front()) {
      case '&':
      case '|':
        if (sign != '\0' && sign != token.front()) {
          return std::nullopt;
        }
        sign = token.front();
        continue;
      case ')':
        element = joined(elements, sign);
        if (!element || within == Within::parentheses) {
          return element;
        }
        // One that closes nothing: what stood in front of it is one element from here on.
        elements = {*element};
        sign = '\0';
        continue;
      case '!':
        element = read_elements(Within::negation, depth + 1);
        if (!element) {
          return std::nullopt;
        }
        elements.push_back(!*element);
        continue;
      case '(':
        element = read_elements(Within::parentheses, depth + 1);
        break;
      default:
        element = is_active(token);
    }
    if (!element || within == Within::negation) {
      return element;
    }
    elements.push_back(*element);
  }
  return joined(elements, sign);
}

}  // namespace

Result<bool> holds_for(const std::vector<std::string>& expressions,
                       const std::vector<std::string>& profiles) {
  bool any = false;
  for (const std::string& expression : expressions) {
    const std::optional<bool> value = Reader(expression, profiles).read();
    if (!value) {
      return fail(ErrorCode::failed_precondition,
                  "malformed profile expression '" + expression + "'");
    }
    any = any || *value;
  }
  return any;
}

}  // namespace cairn::values

// Names and indices of a key, cut as the reference's PropertyNavigator does.
#include "render/key_path.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace cairn::render {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// As Integer.parseInt: an optional sign, then digits, within 32 bits.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  const bool has_sign = negative || (!text.empty() && text.front() == '+');
  const std::string_view digits = text.substr(has_sign ? 1 : 0);
  if (digits.empty()) {
    return std::nullopt;
  }
  constexpr std::int64_t integer_max = std::numeric_limits<std::int32_t>::max();
  std::int64_t number = 0;
  for (const char c : digits) {
    number = number * 10 + (c - '0');
    if (!is_digit(c) || number > integer_max + (negative ? 1 : 0)) {
      return std::nullopt;
    }
  }
  return negative ? -number : number;
}

}  // namespace

Result<std::string_view> KeyPath::name() {
  // The text between the last '[' before a ']', or from the start of the key when there was none.
  std::size_t inside = 0;
  std::size_t bracket = std::string_view::npos;
  const std::size_t start = start_;
  for (std::size_t i = start; i < key_.size(); ++i) {
    std::size_t end = std::string_view::npos;
    if (key_[i] == '.') {
      next_ = Next::map;
      end = i;
    } else if (key_[i] == '[') {
      bracket = i;
      inside = i + 1;
    } else if (key_[i] == ']' && parse_integer(key_.substr(inside, i - inside))) {
      if (bracket == std::string_view::npos) {
        break;  // an index without '[' ends the search: the rest of the key is one name
      }
      next_ = Next::list;
      end = bracket;
    }
    if (end != std::string_view::npos) {
      if (end == start) {
        return invalid();
      }
      start_ = end + 1;
      return key_.substr(start, end - start);
    }
  }
  next_ = Next::leaf;
  start_ = key_.size();
  return key_.substr(start);
}

Result<std::size_t> KeyPath::index() {
  std::size_t end = start_;
  while (end < key_.size() && is_digit(key_[end])) {
    ++end;
  }
  if (end == start_ || end == key_.size() || key_[end] != ']') {
    return invalid();
  }
  const auto number = parse_integer(key_.substr(start_, end - start_));
  if (!number) {
    return invalid();
  }
  ++end;
  if (end == key_.size()) {
    next_ = Next::leaf;
  } else if (key_[end] == '.') {
    next_ = Next::map;
  } else if (key_[end] == '[') {
    next_ = Next::list;
  } else {
    return invalid();
  }
  start_ = end + 1;
  return static_cast<std::size_t>(*number);
}

Failure KeyPath::invalid() const {
  return fail(ErrorCode::invalid_argument, "key '" + std::string(key_) + "' cannot be nested");
}

}  // namespace cairn::render

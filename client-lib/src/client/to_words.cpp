// Values that are written as words: truths, durations, sizes, names of enumerations, parts of a
// list. The rules are those of Spring's converters.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "cairn/detail/reading.hpp"
#include "client/quoted.hpp"
#include "values/data_size.hpp"
#include "values/duration.hpp"
#include "values/value_text.hpp"

namespace cairn::client {

std::string quoted(const Value& value) {
  constexpr std::size_t bytes_max = 64;
  return "'" + base::shortened(values::value_text(value), bytes_max) + "'";
}

}  // namespace cairn::client

namespace cairn::detail {
namespace {

using client::quoted;

// Spring compares names of enumerations by their letters and digits (LenientStringToEnum).
std::string letters_of(std::string_view text) {
  std::string out;
  for (const char c : base::to_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string to_text(const Value& value) {
  return values::value_text(value);
}

Result<bool> to_bool(const Value& value) {
  constexpr std::array<std::string_view, 4> yes = {"true", "on", "yes", "1"};
  constexpr std::array<std::string_view, 4> no = {"false", "off", "no", "0"};
  const std::string word = base::to_lower(base::trim(values::value_text(value)));
  if (std::find(yes.begin(), yes.end(), word) != yes.end()) {
    return true;
  }
  if (std::find(no.begin(), no.end(), word) != no.end()) {
    return false;
  }
  return fail(ErrorCode::invalid_argument, quoted(value) + " is neither true nor false");
}

Result<std::chrono::nanoseconds> to_nanoseconds(const Value& value) {
  return values::parse_duration_exact(values::value_text(value), "ms");
}

Error no_such_duration(const Value& value, std::string_view why) {
  return Error{ErrorCode::invalid_argument, quoted(value).append(" ").append(why), {}};
}

Result<DataSize> to_data_size(const Value& value) {
  auto bytes = values::parse_data_size(values::value_text(value));
  if (!bytes) {
    return fail(std::move(bytes).error());
  }
  return DataSize{*bytes};
}

Result<std::size_t> to_name(const Value& value, const std::vector<std::string_view>& names) {
  const std::string wanted = letters_of(values::value_text(value));
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (letters_of(names[i]) == wanted) {
      return i;
    }
  }
  std::string all;
  for (const std::string_view name : names) {
    all.append(all.empty() ? "" : ", ").append(name);
  }
  return fail(ErrorCode::invalid_argument, quoted(value) + " is none of " + all);
}

std::vector<std::string> to_parts(std::string_view text) {
  std::vector<std::string> parts;
  if (!base::trim(text).empty()) {
    for (const std::string_view part : base::split(text, ',')) {
      parts.emplace_back(base::trim(part));
    }
  }
  return parts;
}

}  // namespace cairn::detail

// See data_size.hpp.
#include "values/data_size.hpp"

#include <array>
#include <limits>

#include "base/text.hpp"

namespace cairn::values {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array<Unit, 5> units = {{{"tb", std::uint64_t{1} << 40},
                                        {"gb", std::uint64_t{1} << 30},
                                        {"mb", std::uint64_t{1} << 20},
                                        {"kb", std::uint64_t{1} << 10},
                                        {"b", 1}}};
constexpr std::uint64_t bytes_max = std::numeric_limits<std::int64_t>::max();

std::uint64_t unit_bytes(std::string_view name) {
  if (name.empty()) {
    return 1;
  }
  for (const Unit& unit : units) {
    if (name == unit.name) {
      return unit.bytes;
    }
  }
  return 0;
}

}  // namespace

Result<std::uint64_t> parse_data_size(std::string_view text) {
  const std::string lower = base::to_lower(base::trim(text));
  std::uint64_t number = 0;
  std::size_t at = 0;
  for (; at < lower.size() && lower[at] >= '0' && lower[at] <= '9'; ++at) {
    if (number > bytes_max / 10) {
      return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is too large a size");
    }
    number = number * 10 + static_cast<std::uint64_t>(lower[at] - '0');
  }
  const std::uint64_t unit = unit_bytes(std::string_view(lower).substr(at));
  if (at == 0 || unit == 0) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) + "' is no size: write 8192, 64KB, 8MB or 1GB");
  }
  if (number > bytes_max / unit) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is too large a size");
  }
  return number * unit;
}

std::string data_size_text(std::uint64_t bytes) {
  for (const Unit& unit : units) {
    if (bytes != 0 && bytes % unit.bytes == 0) {
      std::string name(unit.name);
      for (char& c : name) {
        c = static_cast<char>(c - 'a' + 'A');
      }
      return std::to_string(bytes / unit.bytes) + name;
    }
  }
  return "0B";
}

}  // namespace cairn::values

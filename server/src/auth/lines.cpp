// See lines.hpp.
#include "auth/lines.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/text.hpp"

namespace cairn::auth {

std::vector<Line> lines_of(std::string_view content) {
  std::vector<Line> lines;
  std::size_t number = 0;
  for (const std::string_view raw : base::split(content, '\n')) {
    ++number;
    const std::string_view text = base::trim(raw);
    if (!text.empty() && text.front() != '#') {
      lines.push_back({number, text});
    }
  }
  return lines;
}

Failure bad_line(const std::string& file, const Line& line, std::string why) {
  Origin origin;
  origin.file = file;
  origin.at = {static_cast<std::uint32_t>(line.number), 1};
  return fail(ErrorCode::invalid_argument, std::move(why), std::move(origin));
}

bool is_name(std::string_view text) {
  constexpr std::size_t bytes_max = 128;
  return !text.empty() && text.size() <= bytes_max && base::is_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == ',' || c == ':';
         });
}

std::vector<std::string> names_of(std::string_view list) {
  std::vector<std::string> names;
  for (const std::string_view name : base::split(list, ',')) {
    if (!is_name(name)) {
      return {};
    }
    names.emplace_back(name);
  }
  return names;
}

}  // namespace cairn::auth

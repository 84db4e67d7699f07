// Reading the headers that describe an answer.
#include "fetch/fetched.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.hpp"

namespace cairn::fetch {

std::optional<Stale> parse_stale(std::string_view header) {
  if (base::trim(header).empty()) {
    return std::nullopt;
  }
  Stale stale;
  for (const std::string_view part : base::split(header, ';')) {
    const std::string_view field = base::trim(part);
    if (field.starts_with("reason=")) {
      stale.reason = field.substr(7);
    } else if (field.starts_with("since=")) {
      const std::string_view digits = field.substr(6);
      std::uint32_t seconds = 0;
      const auto [end, problem] =
          std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
      if (problem == std::errc() && end == digits.data() + digits.size()) {
        stale.since = std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
      }
    }
  }
  return stale;
}

bool is_wait_applied(std::string_view header) {
  for (const std::string_view part : base::split(header, ',')) {
    const std::string_view name = base::trim(part.substr(0, part.find_first_of("=;")));
    if (base::equals_ignoring_case(name, "wait")) {
      return true;
    }
  }
  return false;
}

bool is_etag(std::string_view text) {
  if (text.size() > 1024) {
    return false;
  }
  if (text.starts_with("W/")) {
    text.remove_prefix(2);
  }
  return text.size() >= 2 && text.front() == '"' && text.back() == '"' &&
         std::all_of(text.begin() + 1, text.end() - 1,
                     [](char c) { return c > ' ' && c <= '~' && c != '"'; });
}

}  // namespace cairn::fetch

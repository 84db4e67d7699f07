// Finding "wait" among the preferences.
#include "http/preference.hpp"

#include <charconv>

#include "base/text.hpp"

namespace cairn::http {
namespace {

std::optional<std::chrono::seconds> parse_seconds(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  unsigned count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return std::chrono::seconds(count);
}

}  // namespace

std::optional<std::chrono::seconds> parse_wait(std::string_view field,
                                               std::chrono::seconds fallback) {
  for (const std::string_view preference : base::split(field, ',')) {
    const std::string_view text = base::trim(preference.substr(0, preference.find(';')));
    const std::size_t equals = text.find('=');
    if (!base::equals_ignoring_case(base::trim(text.substr(0, equals)), "wait")) {
      continue;
    }
    return equals == std::string_view::npos ? fallback
                                            : parse_seconds(base::trim(text.substr(equals + 1)));
  }
  return std::nullopt;
}

void add_preference(std::string& fields, std::chrono::milliseconds wait) {
  fields += "Preference-Applied: wait=" +
            std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()) + "\r\n";
}

}  // namespace cairn::http

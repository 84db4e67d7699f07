// Reading positions from the end of an origin, and files from names.
#include "fetch/origin_text.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace cairn::fetch {
namespace {

// Takes ":<number>" or "<number>" off the end; nullopt, and nothing taken, if there is none.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::size_t start = text.size();
  while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') {
    --start;
  }
  std::uint32_t number = 0;
  const auto [end, problem] =
      std::from_chars(text.data() + start, text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  text = text.substr(0, start);
  return number;
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) {
    return false;
  }
  text.remove_suffix(end.size());
  return true;
}

// "file [/x/shop.yml' via location ..." and "URL [file:/x/shop.yml]": what the bracket holds. The
// reference loses the closing one when it rewrites names.
std::string_view in_brackets(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(open + 1);
  return rest.substr(0, rest.find_first_of("]'"));
}

}  // namespace

ParsedOrigin parse_origin(std::string_view text) {
  std::string_view rest = text;
  const auto column = take_number(rest);
  const auto line =
      column && take_end(rest, ":") ? take_number(rest) : std::optional<std::uint32_t>();
  // The reference counts lines from 1, but the column of an empty value in a properties file is 0.
  if (!line || *line == 0) {
    return {{}, std::string(text)};
  }
  ParsedOrigin parsed{{"", {*line, *column}}, ""};
  if (rest.empty()) {
    return parsed;
  }
  if (!take_end(rest, " - ") && !take_end(rest, ":")) {
    return {{}, std::string(text)};
  }
  const std::string_view bracketed = in_brackets(rest);
  parsed.origin.file = bracketed.empty() ? rest : bracketed;
  return parsed;
}

std::string file_of_source(std::string_view name) {
  if (const std::string_view bracketed = in_brackets(name); !bracketed.empty()) {
    return std::string(bracketed);
  }
  constexpr std::array<std::string_view, 5> extensions{".yml", ".yaml", ".properties", ".xml",
                                                       ".json"};
  // "x.yml (document #2)"
  const std::string_view file = name.substr(0, name.find(" (document #"));
  for (const std::string_view extension : extensions) {
    if (file.ends_with(extension)) {
      return std::string(file);
    }
  }
  return {};
}

}  // namespace cairn::fetch

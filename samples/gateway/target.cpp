// One spelling for each path, or none.
#include "target.hpp"

#include <algorithm>

namespace gateway {
namespace {

int hex_digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

// "\" is a slash to some, ";" begins parameters that others cut away, "%" is decoded twice by third
// ones.
bool is_ambiguous(char c) {
  return c == '/' || c == '\\' || c == ';' || c == '%' || static_cast<unsigned char>(c) < ' ' ||
         c == '\x7f';
}

// Reads "%XX" at the begin of the text. Empty if it cannot be.
std::string read_escape(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const int high = text.size() < 3 ? -1 : hex_digit(text[1]);
  const int low = text.size() < 3 ? -1 : hex_digit(text[2]);
  if (high < 0 || low < 0) {
    return {};
  }
  const char c = static_cast<char>(high * 16 + low);
  if (is_ambiguous(c)) {
    return {};
  }
  if (is_unreserved(c)) {
    return {c};
  }
  return {'%', digits[static_cast<std::size_t>(high)], digits[static_cast<std::size_t>(low)]};
}

// Whether a segment is "." or "..", or is empty and not the last one.
bool has_odd_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    if (segment == "." || segment == ".." || (segment.empty() && !path.empty())) {
      return true;
    }
  }
  return false;
}

bool is_visible(char c) {
  return c > ' ' && c <= '~' && c != '#';
}

}  // namespace

cairn::Result<Target> Target::parse(std::string_view text) {
  const auto refuse = [](const char* words) {
    return cairn::fail(cairn::ErrorCode::invalid_argument, words);
  };
  if (!text.starts_with('/') || !std::all_of(text.begin(), text.end(), is_visible)) {
    return refuse("the target is no path");
  }
  const std::size_t end = std::min(text.find('?'), text.size());
  Target target{{}, std::string(text.substr(end))};
  for (std::size_t at = 0; at < end; ++at) {
    if (text[at] == '%') {
      const std::string escape = read_escape(text.substr(at, end - at));
      if (escape.empty()) {
        return refuse("the path has an escape that can be read in two ways");
      }
      target.path += escape;
      at += 2;
    } else if (text[at] != '/' && is_ambiguous(text[at])) {
      return refuse("the path has a sign that can be read in two ways");
    } else {
      target.path += text[at];
    }
  }
  if (has_odd_segment(target.path)) {
    return refuse("the path has a segment that is empty, '.' or '..'");
  }
  return target;
}

bool is_path_prefix(std::string_view prefix, std::string_view path) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

}  // namespace gateway

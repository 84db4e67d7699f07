// The strict half of HTTP/1.1's syntax of heads.
#include "head.hpp"

#include <algorithm>

namespace gateway {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_token_sign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// "GET /users HTTP/1.1": three words of visible signs, and no fragment: cpp-httplib
// would cut it off.
bool is_request_line(std::string_view line) {
  const auto visible = [](char c) { return c >= ' ' && c <= '~' && c != '#'; };
  return std::all_of(line.begin(), line.end(), visible) &&
         std::count(line.begin(), line.end(), ' ') == 2 &&
         (line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0"));
}

// "HTTP/1.1 200 OK". The length is limited because cpp-httplib reads it with a recursive regular
// expression.
bool is_status_line(std::string_view line) {
  return line.size() >= 12 && line.size() <= 512 && is_header_value(line) &&
         (line.starts_with("HTTP/1.1 ") || line.starts_with("HTTP/1.0 ")) && is_digit(line[9]) &&
         is_digit(line[10]) && is_digit(line[11]) && (line.size() == 12 || line[12] == ' ');
}

}  // namespace

bool is_header_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_sign);
}

bool is_header_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
  });
}

std::string_view problem_of_head(std::string_view head, HeadOf kind) {
  bool first = true;
  while (head != "\r\n") {
    const std::size_t end = head.find("\r\n");
    if (end == std::string_view::npos) {
      return "the head has no end";
    }
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (first) {
      first = false;
      if (kind == HeadOf::request ? !is_request_line(line) : !is_status_line(line)) {
        return "the first line is not HTTP/1.1";
      }
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_header_name(line.substr(0, colon))) {
      return "a header has no proper name";
    }
    if (!is_header_value(line.substr(colon + 1))) {
      return "the value of a header has a control sign";
    }
  }
  return first ? "the head is empty" : "";
}

std::string with_percents_kept(std::string_view head) {
  const std::size_t lines = head.find("\r\n");
  std::string out(head.substr(0, lines));
  for (const char c : head.substr(std::min(lines, head.size()))) {
    out += c;
    if (c == '%') {
      out += "25";
    }
  }
  return out;
}

}  // namespace gateway

// The parser: one pass for the end, one for the lines. Strict on purpose; see the decision record.
#include "http/request_head.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace cairn::http {
namespace {

constexpr std::string_view line_end = "\r\n";

constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}

constexpr std::array<bool, 256> token_table = make_token_table();

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

// Whether one of eight bytes is a control character, tabs included.
bool has_control(const char* bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t highs = ones * 0x80;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t del = word ^ (ones * 0x7F);
  return ((((word - ones * 0x20) & ~word) | ((del - ones) & ~del)) & highs) != 0;
}

// How many bytes at the front may stand in a field's value.
std::size_t count_value_chars(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size()) {
    if (text.size() - count >= sizeof(std::uint64_t) && !has_control(text.data() + count)) {
      count += sizeof(std::uint64_t);
    } else if (is_value_char(text[count])) {
      ++count;
    } else {
      break;
    }
  }
  return count;
}

std::size_t count_token_chars(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && token_table[static_cast<unsigned char>(text[count])]) {
    ++count;
  }
  return count;
}

std::string_view trim_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The next line without its end, which moves `rest` behind it. The bytes hold a whole head.
std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find(line_end);
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + line_end.size());
  return line;
}

std::optional<Refusal> parse_version(std::string_view text, RequestHead& head) {
  if (text == "HTTP/1.1") {
    head.minor_version = 1;
    return std::nullopt;
  }
  if (text == "HTTP/1.0") {
    head.minor_version = 0;
    return std::nullopt;
  }
  const bool well_formed = text.size() == 8 && text.substr(0, 5) == "HTTP/" && text[6] == '.' &&
                           text[5] >= '0' && text[5] <= '9' && text[7] >= '0' && text[7] <= '9';
  return well_formed ? Refusal{505, "another version of HTTP"} : Refusal{400, "no HTTP version"};
}

std::optional<Refusal> parse_request_line(std::string_view line, const RequestLimits& limits,
                                          RequestHead& head) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return Refusal{400, "the request line has not three parts"};
  }
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  if (!is_http_token(head.method)) {
    return Refusal{400, "the method is no token"};
  }
  for (const char c : head.target) {
    if (c <= 0x20 || c >= 0x7F) {
      return Refusal{400, "the target has a character that no target has"};
    }
  }
  if (head.target.empty()) {
    return Refusal{400, "the target is empty"};
  }
  if (head.target.size() > limits.target_bytes_max) {
    return Refusal{414, "the target is too long"};
  }
  return parse_version(line.substr(last + 1), head);
}

// Takes a field with the end of its line from the front of `rest`, in one pass.
std::optional<Refusal> parse_field(std::string_view& rest, RequestHead& head) {
  const std::size_t colon = count_token_chars(rest);
  // A folded line begins with a blank, so its name is no token either.
  if (colon == 0 || colon == rest.size() || rest[colon] != ':') {
    return Refusal{400, "a field's name is no token"};
  }
  const std::string_view name = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  const std::size_t end = count_value_chars(rest);
  if (rest.substr(end, line_end.size()) != line_end) {
    return Refusal{400, "a field's value has a control character"};
  }
  head.fields.push_back({name, trim_blanks(rest.substr(0, end))});
  rest.remove_prefix(end + line_end.size());
  return std::nullopt;
}

}  // namespace

bool is_http_token(std::string_view text) {
  return !text.empty() && count_token_chars(text) == text.size();
}

HeadEnd find_head_end(std::string_view bytes, std::size_t looked, const RequestLimits& limits) {
  HeadEnd end;
  // An end may begin in what was looked at already.
  std::size_t at = looked < 3 ? 0 : looked - 3;
  for (at = bytes.find('\n', at); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') {
      end.refusal = Refusal{400, "a line ends without CR"};
      return end;
    }
    if (at == 1) {
      end.refusal = Refusal{400, "the request line is empty"};
      return end;
    }
    if (at >= 3 && bytes[at - 2] == '\n') {
      end.bytes = at + 1;
      break;
    }
  }
  const bool whole = end.bytes != 0;
  if ((whole ? end.bytes : bytes.size()) > limits.header_bytes_max) {
    const std::size_t first_line = bytes.find('\n');
    const bool long_target = first_line > limits.header_bytes_max;
    end.bytes = 0;
    end.refusal = long_target ? Refusal{414, "the request line is too long"}
                              : Refusal{431, "the head is too long"};
  }
  return end;
}

std::optional<Refusal> parse_head(std::string_view bytes, const RequestLimits& limits,
                                  RequestHead& head) {
  head.bytes = bytes;
  head.fields.clear();
  std::string_view rest = bytes;
  if (auto refusal = parse_request_line(next_line(rest), limits, head)) {
    return refusal;
  }
  while (rest.substr(0, line_end.size()) != line_end) {
    if (head.fields.size() == limits.fields_max) {
      return Refusal{431, "too many fields"};
    }
    if (auto refusal = parse_field(rest, head)) {
      return refusal;
    }
  }
  return std::nullopt;
}

}  // namespace cairn::http

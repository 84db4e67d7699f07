// Label: what a request may name, by the rules of the reference's PathUtils and
// Environment.normalize.
#include "cairn/label.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace cairn {
namespace {

constexpr std::string_view slash_sign = "(_)";

bool is_no_plain_path(std::string_view text) {
  return text.find("..") != std::string_view::npos ||
         text.find_first_of("#*?") != std::string_view::npos ||
         text.substr(0, slash_sign.size()) == slash_sign;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// As Java's URLDecoder, which also reads "+" as a blank; nullopt for a bad escape.
std::optional<std::string> url_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

bool is_control_or_blank(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= 0x20 || byte == 0x7F;
}

// The path that a decoded text stands for: backslashes are slashes, several slashes are one, and
// control characters in front of it do not count.
std::string as_path(std::string text) {
  std::replace(text.begin(), text.end(), '\\', '/');
  const auto both_slashes = [](char a, char b) { return a == '/' && b == '/'; };
  text.erase(std::unique(text.begin(), text.end(), both_slashes), text.end());
  bool slash = false;
  std::size_t start = 0;
  while (start < text.size() && (text[start] == '/' || is_control_or_blank(text[start]))) {
    slash = slash || text[start] == '/';
    ++start;
  }
  return (slash ? "/" : "") + text.substr(start);
}

bool is_refused(std::string_view text) {
  if (is_no_plain_path(text)) {
    return true;
  }
  if (text.find('%') == std::string_view::npos) {
    return false;
  }
  std::optional<std::string> decoded = url_decode(text);
  return decoded && (is_no_plain_path(*decoded) || is_no_plain_path(as_path(*std::move(decoded))));
}

std::string with_slashes(std::string_view segment) {
  std::string out;
  out.reserve(segment.size());
  for (std::size_t i = 0; i < segment.size();) {
    if (segment.substr(i, slash_sign.size()) == slash_sign) {
      out += '/';
      i += slash_sign.size();
    } else {
      out += segment[i++];
    }
  }
  return out;
}

bool has_text(std::string_view text) {
  return !std::all_of(text.begin(), text.end(), is_control_or_blank);
}

}  // namespace

Result<std::string> normalise_segment(std::string_view segment) {
  if (is_refused(segment)) {
    return fail(
        ErrorCode::invalid_argument,
        "'" + std::string(segment) + "' must not hold '..', '#', '*' or '?', nor begin with '(_)'");
  }
  return with_slashes(segment);
}

Result<Label> Label::parse(std::string_view segment) {
  auto text = normalise_segment(segment);
  if (!text) {
    return fail(std::move(text).error(), "label");
  }
  return Label(*std::move(text));
}

Result<Label> Label::from_name(std::string_view name) {
  if (is_refused(name)) {
    return fail(ErrorCode::invalid_argument,
                "label '" + std::string(name) +
                    "' must not hold '..', '#', '*' or '?', nor begin with '(_)'");
  }
  return Label(std::string(name));
}

std::vector<Label> Label::split() const {
  std::vector<Label> labels;
  std::size_t from = 0;
  while (from <= text_.size()) {
    const std::size_t to = std::min(text_.find(',', from), text_.size());
    const std::string_view part = std::string_view(text_).substr(from, to - from);
    if (has_text(part)) {
      labels.push_back(Label(std::string(part)));
    }
    from = to + 1;
  }
  // A text of commas alone is looked up as it stands, and names nothing.
  if (labels.empty()) {
    labels.push_back(*this);
  }
  return labels;
}

}  // namespace cairn

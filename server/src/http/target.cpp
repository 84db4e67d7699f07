// Checking, splitting and decoding of request targets.
#include "http/target.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"

namespace cairn::http {
namespace {

// As in RFC 3986: unreserved, sub-delims, ":", "@", "/", "%" and, in the query, "?".
bool is_target_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
    return true;
  }
  constexpr std::string_view others = "-._~!$&'()*+,;=:@/%?";
  return others.find(c) != std::string_view::npos;
}

// The byte of the escape at `at`; -1 when it is none.
int escaped_byte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) {
    return -1;
  }
  const int high = base::hex_value(text[at + 1]);
  const int low = base::hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::optional<std::string> decode_form(std::string_view text) {
  auto decoded = base::form_decode(text);
  return decoded && base::is_utf8(*decoded) ? std::move(decoded) : std::nullopt;
}

// Whether ".." segments lead above the root, where the reference's container refuses. Others are
// refused later, as names that are none.
bool leaves_root(const std::vector<Segment>& segments) {
  int depth = 0;
  for (const Segment& segment : segments) {
    depth += segment.text == ".." ? -1 : segment.text.empty() || segment.text == "." ? 0 : 1;
    if (depth < 0) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool Target::parse(std::string_view text) {
  segments_.clear();
  decoded_.clear();
  for (const char c : text) {
    if (!is_target_char(c)) {
      return false;
    }
  }
  const std::size_t mark = text.find('?');
  path_ = text.substr(0, mark);
  query_ = mark == std::string_view::npos ? std::string_view() : text.substr(mark + 1);
  if (path_.empty() || path_.front() != '/') {
    return false;
  }
  // Decoding never makes text longer, so the views into `decoded_` stay valid.
  decoded_.reserve(path_.size());
  std::size_t from = 1;
  while (true) {
    const std::size_t slash = path_.find('/', from);
    if (!add_segment(path_.substr(from, slash == std::string_view::npos ? slash : slash - from))) {
      return false;
    }
    if (slash == std::string_view::npos) {
      return !leaves_root(segments_);
    }
    from = slash + 1;
  }
}

bool Target::add_segment(std::string_view raw) {
  const std::size_t semicolon = raw.find(';');
  const std::string_view text = raw.substr(0, semicolon);
  if (raw.find('%') == std::string_view::npos) {
    segments_.push_back({text, false});
    return true;
  }
  const std::size_t from = decoded_.size();
  Segment segment;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const int byte = raw[at] == '%' ? escaped_byte(raw, at) : static_cast<unsigned char>(raw[at]);
    if (byte <= 0 || byte == '\\') {
      return false;
    }
    const bool part = at < semicolon;  // parameters are checked and dropped
    const bool slash = raw[at] == '%' && byte == '/';
    segment.encoded_slash = segment.encoded_slash || slash;
    if (part) {
      slash ? decoded_.append("(_)") : decoded_.append(1, static_cast<char>(byte));
    }
    at += raw[at] == '%' ? 2U : 0U;
  }
  segment.text = std::string_view(decoded_).substr(from);
  segments_.push_back(segment);
  return base::is_utf8(segment.text);
}

std::optional<QueryParameters> QueryParameters::parse(std::string_view query) {
  QueryParameters made;
  if (query.empty()) {
    return made;
  }
  for (const std::string_view pair : base::split(query, '&')) {
    if (pair.empty()) {
      continue;
    }
    const std::size_t equals = pair.find('=');
    auto name = decode_form(pair.substr(0, equals));
    auto value = decode_form(equals == std::string_view::npos ? std::string_view()
                                                              : pair.substr(equals + 1));
    if (!name || !value) {
      return std::nullopt;
    }
    made.parameters_.emplace_back(*std::move(name), *std::move(value));
  }
  return made;
}

std::vector<std::string_view> QueryParameters::find_all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [known, value] : parameters_) {
    if (known == name) {
      values.emplace_back(value);
    }
  }
  return values;
}

std::optional<std::string_view> QueryParameters::find(std::string_view name) const {
  for (const auto& [known, value] : parameters_) {
    if (known == name) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace cairn::http

// See cipher_prefix.hpp.
#include "crypto/cipher_prefix.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/hidden_memory.hpp"

namespace cairn::crypto {
namespace {

constexpr std::string_view escape = "{plain}";

// Where the line of `at` ends: a "." of Java's patterns matches no line end.
std::size_t line_end(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 5> ends = {"\n", "\r", "\xC2\x85", "\xE2\x80\xA8",
                                                    "\xE2\x80\xA9"};
  std::size_t end = text.size();
  for (const std::string_view one : ends) {
    end = std::min(end, text.find(one, at));
  }
  return end;
}

// Deletes the first "{name:...}", up to the last brace of the line.
std::string without_first(std::string text, std::string_view opening) {
  for (std::size_t at = text.find(opening); at != std::string::npos;
       at = text.find(opening, at + 1)) {
    const std::string_view line = std::string_view(text).substr(0, line_end(text, at));
    const std::size_t brace = line.rfind('}');
    if (brace != std::string_view::npos && brace >= at + opening.size()) {
      text.erase(at, brace + 1 - at);
      break;
    }
  }
  return text;
}

std::string_view java_trim(std::string_view text) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// The length of one "{...:...}" at the front; 0 for none.
std::size_t pair_length(std::string_view text) {
  if (text.empty() || text.front() != '{') {
    return 0;
  }
  const std::string_view line = text.substr(0, line_end(text, 0));
  const std::size_t colon = line.find(':');
  const std::size_t brace = colon == std::string_view::npos ? colon : line.find('}', colon);
  return brace == std::string_view::npos ? 0 : brace + 1;
}

}  // namespace

CipherPairs CipherPairs::parse(std::string_view text) {
  CipherPairs made;
  std::string rest = without_first(without_first(std::string(text), "{name:"), "{profiles:");
  std::string_view left = std::string_view(rest).substr(0, rest.find(escape));
  for (std::size_t brace = left.find('}'); brace != std::string_view::npos;
       brace = left.find('}')) {
    const std::string_view chunk = java_trim(left.substr(0, brace));
    left.remove_prefix(brace + 1);
    if (chunk.empty() || chunk.front() != '{') {
      continue;
    }
    const std::size_t colon = chunk.find(':');
    const bool has_value = colon != std::string_view::npos && chunk.back() != ':';
    const std::string name(has_value ? chunk.substr(1, colon - 1) : chunk.substr(1));
    const std::string_view value = has_value ? chunk.substr(colon + 1) : std::string_view();
    const auto known = std::find_if(made.pairs_.begin(), made.pairs_.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    if (known == made.pairs_.end()) {
      made.pairs_.emplace_back(name, value);
    } else {
      known->second = value;
    }
  }
  base::wipe(rest);
  return made;
}

CipherPairs::~CipherPairs() {
  for (auto& [name, value] : pairs_) {
    base::wipe(value);
  }
}

std::optional<std::string_view> CipherPairs::find(std::string_view name) const {
  for (const auto& [known, value] : pairs_) {
    if (known == name) {
      return value;
    }
  }
  return std::nullopt;
}

std::string CipherPairs::text() const {
  std::string out;
  for (const auto& [name, value] : pairs_) {
    if (name != "name" && name != "profiles") {
      out.append("{").append(name).append(":").append(value).append("}");
    }
  }
  return out;
}

std::string_view without_pairs(std::string_view text) {
  if (text.find('}') == std::string_view::npos) {
    return text;
  }
  const std::size_t at = text.find(escape);
  if (at != std::string_view::npos) {
    return text.substr(at + escape.size());
  }
  for (std::size_t length = pair_length(text); length != 0; length = pair_length(text)) {
    text.remove_prefix(length);
  }
  return text;
}

}  // namespace cairn::crypto

// Percent-encoding of path segments as the reference's client does it.
#include "fetch/request_path.hpp"

#include "base/text.hpp"

namespace cairn::fetch {
namespace {

// RFC 3986 pchar without '%' and without '/'.
constexpr std::string_view segment_marks = "-._~!$&'()*+,;=:@";

std::string encode_segment(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain || segment_marks.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 0xFU];
    }
  }
  return out;
}

}  // namespace

std::string environment_path(std::string_view base, std::string_view application,
                             std::string_view profiles, std::string_view label) {
  std::string path(base);
  path += '/' + encode_segment(application) + '/' + encode_segment(profiles);
  if (!label.empty()) {
    path += '/' + encode_segment(base::replace_all(std::string(label), "/", "(_)"));
  }
  return path;
}

}  // namespace cairn::fetch

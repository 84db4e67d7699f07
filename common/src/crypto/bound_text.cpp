// See bound_text.hpp.
#include "crypto/bound_text.hpp"

#include <algorithm>

#include "base/base64.hpp"

namespace cairn::crypto {
namespace {

constexpr std::string_view mark = "cairn:";
constexpr std::string_view opening = "cairn:1:";

}  // namespace

bool claims_to_be_bound(std::string_view text) {
  return text.substr(0, mark.size()) == mark;
}

bool is_key_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= key_id_bytes_max && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), fits);
}

std::optional<BoundText> BoundText::parse(std::string_view text) {
  if (text.substr(0, opening.size()) != opening) {
    return std::nullopt;
  }
  text.remove_prefix(opening.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_key_id(text.substr(0, colon))) {
    return std::nullopt;
  }
  auto bytes = base::decode_base64url(text.substr(colon + 1));
  if (!bytes || bytes->size() < bound_nonce_bytes + bound_tag_bytes) {
    return std::nullopt;
  }
  return BoundText{std::string(text.substr(0, colon)), *std::move(bytes)};
}

std::string BoundText::text() const {
  return std::string(opening) + key_id + ':' + base::encode_base64url(bytes);
}

}  // namespace cairn::crypto

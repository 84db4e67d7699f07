// See form_text.hpp.
#include "service/form_text.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::service {
namespace {

// As java.net.URLDecoder: "+" is a blank; bytes that are no UTF-8 are replaced.
std::optional<std::string> form_decoded(std::string_view text) {
  auto decoded = base::form_decode(text);
  if (!decoded) {
    return std::nullopt;
  }
  return base::is_utf8(*decoded) ? std::move(decoded) : crypto::repaired_utf8(*decoded);
}

// As java.net.URLEncoder.
std::string form_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept = "-._*";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || kept.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 0xFU];
    }
  }
  return out;
}

// The length in UTF-16, which Java counts.
bool has_odd_length(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (!point) {
      ++at;
    }
    units += point && *point > 0xFFFF ? 2 : 1;
  }
  return units % 2 != 0;
}

struct Pair {
  std::string name;
  std::vector<std::string> values;
};

// The parameters by name, in the order in which the names came.
std::optional<std::vector<Pair>> parameters(std::string_view body) {
  std::vector<Pair> pairs;
  for (const std::string_view part : base::split(body, '&')) {
    const std::size_t sign = part.find('=');
    auto name = form_decoded(part.substr(0, sign));
    auto value =
        form_decoded(sign == std::string_view::npos ? std::string_view() : part.substr(sign + 1));
    if (part.empty()) {
      continue;
    }
    if (!name || !value || name->empty()) {
      return std::nullopt;
    }
    Pair* known = nullptr;
    for (Pair& pair : pairs) {
      known = pair.name == *name ? &pair : known;
    }
    if (known == nullptr) {
      known = &pairs.emplace_back(Pair{*std::move(name), {}});
    }
    known->values.push_back(*std::move(value));
  }
  return pairs;
}

}  // namespace

std::optional<std::string> form_as_sent_on(std::string_view body) {
  const auto pairs = parameters(body);
  if (!pairs) {
    return std::nullopt;
  }
  std::string out;
  for (const Pair& pair : *pairs) {
    for (const std::string& value : pair.values) {
      out += out.empty() ? "" : "&";
      out += form_encoded(pair.name) + '=' + form_encoded(value);
    }
  }
  return out;
}

std::optional<std::string> plain_of_form(std::string_view text) {
  auto decoded = form_decoded(text);
  if (decoded && !decoded->empty()) {
    decoded->pop_back();  // the "=" that ended it
  }
  return decoded;
}

std::optional<std::string> cipher_text_of_form(std::string_view text) {
  auto decoded = form_decoded(text);
  if (!decoded) {
    return std::nullopt;
  }
  std::string cipher = base::replace_all(*std::move(decoded), " ", "+");
  const std::string candidate = cipher.substr(0, cipher.size() - 1);
  const bool whole_without =
      has_odd_length(cipher) && (crypto::decode_hex(candidate).has_value() ||
                                 crypto::decode_loose_base64(candidate).has_value());
  return whole_without ? candidate : cipher;
}

}  // namespace cairn::service

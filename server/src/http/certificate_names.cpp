// See certificate_names.hpp.
#include "http/certificate_names.hpp"

#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace cairn::http {
namespace {

constexpr std::size_t names_max = 100;

struct Free {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};

std::string_view prefix_of(int type) {
  switch (type) {
    case GEN_DNS:
      return "DNS:";
    case GEN_URI:
      return "URI:";
    case GEN_EMAIL:
      return "EMAIL:";
    default:
      return {};
  }
}

}  // namespace

std::vector<std::string> certificate_names(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Free> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()) && found.size() < names_max; ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    const std::string_view prefix = prefix_of(type);
    if (prefix.empty() || value == nullptr) {
      continue;
    }
    const auto* text = static_cast<const ASN1_STRING*>(value);
    const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                                 static_cast<std::size_t>(ASN1_STRING_length(text)));
    const bool plain = std::all_of(bytes.begin(), bytes.end(), [](char c) {
      return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
    });
    if (plain && !bytes.empty()) {
      found.push_back(std::string(prefix).append(bytes));
    }
  }
  return found;
}

}  // namespace cairn::http

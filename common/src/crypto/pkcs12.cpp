// See pkcs12.hpp.
#include "crypto/pkcs12.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "base/text.hpp"

namespace cairn::crypto {
namespace {

struct FreeBags {
  void operator()(STACK_OF(PKCS12_SAFEBAG) * bags) const {
    sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  }
};
using Bags = std::unique_ptr<STACK_OF(PKCS12_SAFEBAG), FreeBags>;

struct QuietErrors {
  ~QuietErrors() { ERR_clear_error(); }
};

struct Password {
  const char* text;
  int size;
  explicit Password(const base::Secret& secret)
      : text(secret.reveal().data()), size(static_cast<int>(secret.reveal().size())) {
    if (secret.empty()) {
      text = "";
    }
  }
};

// An entry with what links keys and certificates.
struct Found {
  KeyEntry entry;
  std::string key_id;
};

template <typename Object, typename Encode>
std::string der_of(Object* object, Encode encode) {
  unsigned char* bytes = nullptr;
  const int size = encode(object, &bytes);
  std::string der(reinterpret_cast<const char*>(bytes),
                  size > 0 ? static_cast<std::size_t>(size) : 0);
  if (size > 0) {
    OPENSSL_clear_free(bytes, static_cast<std::size_t>(size));
  }
  return der;
}

std::string friendly_name(PKCS12_SAFEBAG* bag) {
  char* name = PKCS12_get_friendlyname(bag);
  std::string text(name == nullptr ? "" : name);
  OPENSSL_free(name);
  return base::to_lower(text);
}

std::string key_id(PKCS12_SAFEBAG* bag) {
  const ASN1_TYPE* value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
  if (value == nullptr || value->type != V_ASN1_OCTET_STRING) {
    return {};
  }
  const ASN1_OCTET_STRING* octets = value->value.octet_string;
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
          static_cast<std::size_t>(ASN1_STRING_length(octets))};
}

std::optional<Found> found_in(PKCS12_SAFEBAG* bag) {
  Found found;
  found.entry.alias = friendly_name(bag);
  found.key_id = key_id(bag);
  switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_pkcs8ShroudedKeyBag:
      found.entry.kind = KeyEntry::Kind::pkcs12_key;
      found.entry.der = base::Secret(der_of(PKCS12_SAFEBAG_get0_pkcs8(bag), i2d_X509_SIG));
      return found;
    case NID_keyBag:
      found.entry.kind = KeyEntry::Kind::plain_key;
      found.entry.der =
          base::Secret(der_of(PKCS12_SAFEBAG_get0_p8inf(bag), i2d_PKCS8_PRIV_KEY_INFO));
      return found;
    case NID_certBag: {
      X509* certificate = PKCS12_SAFEBAG_get1_cert(bag);
      if (certificate == nullptr) {
        return std::nullopt;
      }
      found.entry.der = base::Secret(der_of(certificate, i2d_X509));
      X509_free(certificate);
      return found;
    }
    default:
      return std::nullopt;
  }
}

Bags bags_of(PKCS7* part, const Password& password) {
  if (PKCS7_type_is_data(part)) {
    return Bags(PKCS12_unpack_p7data(part));
  }
  if (!PKCS7_type_is_encrypted(part)) {
    return nullptr;
  }
  Bags bags(PKCS12_unpack_p7encdata(part, password.text, password.size));
  if (bags == nullptr && OSSL_PROVIDER_try_load(nullptr, "legacy", 1) != nullptr) {
    bags.reset(PKCS12_unpack_p7encdata(part, password.text, password.size));
  }
  return bags;
}

bool is_key(const Found& found) {
  return found.entry.kind != KeyEntry::Kind::certificate;
}

// Keys, and the certificates that belong to none of them.
std::vector<KeyEntry> entries_of(std::vector<Found> found) {
  std::vector<KeyEntry> entries;
  std::size_t nameless = 0;
  for (Found& one : found) {
    if (is_key(one) && one.entry.alias.empty()) {
      one.entry.alias = std::to_string(++nameless);
    }
  }
  for (const Found& one : found) {
    const bool belongs = std::any_of(found.begin(), found.end(), [&](const Found& other) {
      return is_key(other) && ((!one.key_id.empty() && one.key_id == other.key_id) ||
                               one.entry.alias == other.entry.alias);
    });
    if (is_key(one) || (!belongs && !one.entry.alias.empty())) {
      entries.push_back(one.entry);
    }
  }
  return entries;
}

}  // namespace

Result<std::vector<KeyEntry>> read_pkcs12(std::string_view bytes, const base::Secret& secret) {
  const QuietErrors quiet;
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> store(
      d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size())), PKCS12_free);
  if (store == nullptr) {
    return fail(ErrorCode::invalid_argument, "it is neither a JKS nor a PKCS#12 key store");
  }
  const Password password(secret);
  if (PKCS12_mac_present(store.get()) != 0 &&
      PKCS12_verify_mac(store.get(), password.text, password.size) != 1) {
    return fail(ErrorCode::invalid_argument, "the password is wrong, or the key store is damaged");
  }
  STACK_OF(PKCS7)* parts = PKCS12_unpack_authsafes(store.get());
  std::vector<Found> found;
  bool readable = parts != nullptr;
  for (int i = 0; readable && i < sk_PKCS7_num(parts); ++i) {
    const Bags bags = bags_of(sk_PKCS7_value(parts, i), password);
    readable = bags != nullptr;
    for (int j = 0; readable && j < sk_PKCS12_SAFEBAG_num(bags.get()); ++j) {
      if (auto one = found_in(sk_PKCS12_SAFEBAG_value(bags.get(), j))) {
        found.push_back(*std::move(one));
      }
    }
  }
  sk_PKCS7_pop_free(parts, PKCS7_free);
  if (!readable) {
    return fail(ErrorCode::invalid_argument,
                "a part of the PKCS#12 key store cannot be read with this password");
  }
  return entries_of(std::move(found));
}

Result<base::Secret> open_pkcs12_key(const base::Secret& der, const base::Secret& secret) {
  const QuietErrors quiet;
  const std::string_view bytes = der.reveal();
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)> info(
      d2i_X509_SIG(nullptr, &at, static_cast<long>(bytes.size())), X509_SIG_free);
  const Password password(secret);
  PKCS8_PRIV_KEY_INFO* opened =
      info == nullptr ? nullptr : PKCS8_decrypt(info.get(), password.text, password.size);
  if (opened == nullptr) {
    return fail(ErrorCode::invalid_argument, "the key cannot be opened with this secret");
  }
  base::Secret key(der_of(opened, i2d_PKCS8_PRIV_KEY_INFO));
  PKCS8_PRIV_KEY_INFO_free(opened);
  return key;
}

}  // namespace cairn::crypto

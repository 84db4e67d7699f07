// See key_store.hpp.
#include "crypto/key_store.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "crypto/jks.hpp"
#include "crypto/pkcs12.hpp"

namespace cairn::crypto {
namespace {

Result<base::Secret> open_key(const KeyEntry& entry, const base::Secret& secret) {
  switch (entry.kind) {
    case KeyEntry::Kind::jks_key:
      return open_jks_key(entry.der, secret);
    case KeyEntry::Kind::pkcs12_key:
      return open_pkcs12_key(entry.der, secret);
    case KeyEntry::Kind::plain_key:
    case KeyEntry::Kind::certificate:
      break;
  }
  return entry.der;
}

}  // namespace

Result<KeyStore> KeyStore::read(std::string_view bytes, const base::Secret& password) {
  if (bytes.size() > key_store_bytes_max) {
    return fail(ErrorCode::resource_exhausted,
                "the key store is larger than " + std::to_string(key_store_bytes_max) + " bytes");
  }
  auto entries = is_jks(bytes) ? read_jks(bytes, password) : read_pkcs12(bytes, password);
  if (!entries) {
    return fail(std::move(entries).error());
  }
  return KeyStore(*std::move(entries));
}

Result<RsaKey> KeyStore::key(std::string_view alias, const base::Secret& secret) const {
  const std::string wanted = base::to_lower(alias);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const KeyEntry& entry) { return entry.alias == wanted; });
  if (found == entries_.end()) {
    return fail(ErrorCode::invalid_argument, "the key store has no such alias");
  }
  if (found->kind == KeyEntry::Kind::certificate) {
    return RsaKey::from_certificate(found->der.reveal());
  }
  const auto opened = open_key(*found, secret);
  if (!opened) {
    return fail(opened.error());
  }
  return RsaKey::from_pkcs8(*opened);
}

}  // namespace cairn::crypto

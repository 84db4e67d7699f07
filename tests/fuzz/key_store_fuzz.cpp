// JKS behind a digest that is not looked at, its protected keys, and certificates. Whatever the
// bytes, reading ends. (PKCS#12 is OpenSSL's to read, and says itself how long that takes.)
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crypto/jks.hpp"
#include "crypto/key_store.hpp"

using namespace cairn;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const base::Secret secret("pw");
  if (const auto entries = crypto::read_jks_entries(bytes)) {
    for (const crypto::KeyEntry& entry : *entries) {
      if (entry.kind == crypto::KeyEntry::Kind::jks_key) {
        static_cast<void>(crypto::open_jks_key(entry.der, secret));
      } else {
        static_cast<void>(crypto::RsaKey::from_certificate(entry.der.reveal()));
      }
    }
  }
  static_cast<void>(crypto::open_jks_key(base::Secret(bytes), secret));
  static_cast<void>(crypto::RsaKey::from_certificate(bytes));
  if (crypto::is_jks(bytes)) {
    static_cast<void>(crypto::KeyStore::read(bytes, secret));
  }
  return 0;
}

// See jks.hpp.
#include "crypto/jks.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::crypto {
namespace {

constexpr std::string_view magic = "\xFE\xED\xFE\xED";
constexpr std::size_t digest_bytes = 20;
constexpr std::string_view key_protector = "1.3.6.1.4.1.42.2.17.1.1";

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Failure damaged() {
  return fail(ErrorCode::invalid_argument, "the password is wrong, or the key store is damaged");
}

// SHA-1 of some texts, one after the other. JKS knows no other digest.
std::optional<std::string> sha1(std::initializer_list<std::string_view> texts) {
  const DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Digest digest{};
  unsigned int length = 0;
  if (context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) != 1) {
    return std::nullopt;
  }
  for (const std::string_view text : texts) {
    if (EVP_DigestUpdate(context.get(), text.data(), text.size()) != 1) {
      return std::nullopt;
    }
  }
  if (EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1) {
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(digest.data()), length);
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Reads from the front; once something is missing, everything after is empty and ok() is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::string_view take(std::size_t count) {
    if (!ok_ || count > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes)) {
      value = value << 8U | static_cast<unsigned char>(c);
    }
    return value;
  }

  std::string_view text() { return take(number(2)); }
  std::string_view block() { return take(number(4)); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::string_view certificate(Reader& reader, std::uint32_t version) {
  if (version > 1) {
    reader.text();  // the type, "X.509"
  }
  return reader.block();
}

Result<void> skip_certificates(Reader& reader, std::uint32_t version) {
  const std::uint32_t count = reader.number(4);
  if (count > jks_certificates_max) {
    return fail(ErrorCode::resource_exhausted, "a key of the store has more than " +
                                                   std::to_string(jks_certificates_max) +
                                                   " certificates");
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    certificate(reader, version);
  }
  return {};
}

Result<KeyEntry> read_entry(Reader& reader, std::uint32_t version) {
  const std::uint32_t tag = reader.number(4);
  KeyEntry entry;
  entry.alias = base::to_lower(reader.text());
  reader.take(8);  // when it was made
  if (tag == 1) {
    entry.kind = KeyEntry::Kind::jks_key;
    entry.der = base::Secret(reader.block());
    if (auto skipped = skip_certificates(reader, version); !skipped) {
      return fail(std::move(skipped).error());
    }
  } else if (tag == 2) {
    entry.der = base::Secret(certificate(reader, version));
  } else {
    return damaged();
  }
  return reader.ok() ? Result<KeyEntry>(std::move(entry)) : damaged();
}

// The octets of an EncryptedPrivateKeyInfo that JKS protects.
std::optional<std::string> protected_octets(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509_SIG, decltype(&X509_SIG_free)> info(
      d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())), X509_SIG_free);
  ERR_clear_error();
  if (info == nullptr) {
    return std::nullopt;
  }
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_OCTET_STRING* octets = nullptr;
  X509_SIG_get0(info.get(), &algorithm, &octets);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
  std::array<char, 64> name{};
  OBJ_obj2txt(name.data(), static_cast<int>(name.size()), object, 1);
  if (name.data() != key_protector) {
    return std::nullopt;
  }
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
                     static_cast<std::size_t>(ASN1_STRING_length(octets)));
}

}  // namespace

bool is_jks(std::string_view bytes) {
  return bytes.substr(0, magic.size()) == magic;
}

Result<std::vector<KeyEntry>> read_jks_entries(std::string_view content) {
  Reader reader(content);
  const bool has_magic = reader.take(magic.size()) == magic;
  const std::uint32_t version = reader.number(4);
  const std::uint32_t count = reader.number(4);
  if (!has_magic || !reader.ok() || version < 1 || version > 2) {
    return damaged();
  }
  if (count > jks_entries_max) {
    return fail(ErrorCode::resource_exhausted,
                "the key store has more than " + std::to_string(jks_entries_max) + " entries");
  }
  std::vector<KeyEntry> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto entry = read_entry(reader, version);
    if (!entry) {
      return fail(std::move(entry).error());
    }
    entries.push_back(*std::move(entry));
  }
  return reader.at_end() ? Result<std::vector<KeyEntry>>(std::move(entries)) : damaged();
}

Result<std::vector<KeyEntry>> read_jks(std::string_view bytes, const base::Secret& password) {
  auto encoded = utf16_big_endian(password.reveal());
  if (!encoded || bytes.size() < digest_bytes) {
    return damaged();
  }
  const base::Secret utf16(*std::move(encoded));
  const std::string_view content = bytes.substr(0, bytes.size() - digest_bytes);
  const auto digest = sha1({utf16.reveal(), "Mighty Aphrodite", content});
  if (!digest || !equal(*digest, bytes.substr(content.size()))) {
    return damaged();
  }
  return read_jks_entries(content);
}

Result<base::Secret> open_jks_key(const base::Secret& der, const base::Secret& password) {
  const auto octets = protected_octets(der.reveal());
  auto encoded = utf16_big_endian(password.reveal());
  if (!octets || octets->size() < 2 * digest_bytes || !encoded) {
    return fail(ErrorCode::invalid_argument, "the key cannot be opened with this secret");
  }
  const base::Secret utf16(*std::move(encoded));
  const std::string_view all = *octets;
  const std::string_view encrypted = all.substr(digest_bytes, all.size() - 2 * digest_bytes);
  std::string plain(encrypted);
  std::string stream(all.substr(0, digest_bytes));  // first the salt
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (at % digest_bytes == 0) {
      stream = sha1({utf16.reveal(), stream}).value_or(stream);
    }
    plain[at] = static_cast<char>(plain[at] ^ stream[at % digest_bytes]);
  }
  const base::Secret key(std::move(plain));
  const auto check = sha1({utf16.reveal(), key.reveal()});
  if (!check || !equal(*check, all.substr(all.size() - digest_bytes))) {
    return fail(ErrorCode::invalid_argument, "the key cannot be opened with this secret");
  }
  return key;
}

}  // namespace cairn::crypto

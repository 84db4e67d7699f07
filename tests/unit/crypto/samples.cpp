// See samples.hpp.
#include "unit/crypto/samples.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/base64.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::crypto::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key test_key() {
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(
      BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size())), BIO_free);
  Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  REQUIRE(key != nullptr);
  return key;
}

Certificate test_certificate(EVP_PKEY* key) {
  Certificate certificate(X509_new(), X509_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  REQUIRE(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

template <typename Object, typename Encode>
std::string der_of(Object* object, Encode encode) {
  unsigned char* bytes = nullptr;
  const int size = encode(object, &bytes);
  REQUIRE(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

std::string pkcs8_of(EVP_PKEY* key) {
  PKCS8_PRIV_KEY_INFO* info = EVP_PKEY2PKCS8(key);
  const std::string der = der_of(info, i2d_PKCS8_PRIV_KEY_INFO);
  PKCS8_PRIV_KEY_INFO_free(info);
  return der;
}

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  return out;
}

std::string sha1(const std::string& bytes) {
  std::array<unsigned char, 20> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// DER of any length.
std::string tagged(char tag, const std::string& content) {
  std::string length;
  if (content.size() < 128) {
    length = number(content.size(), 1);
  } else {
    length = "\x82" + number(content.size(), 2);
  }
  return tag + length + content;
}

// What Java's key protector makes of a key.
std::string protected_key(const std::string& plain, std::string_view secret) {
  const std::string password = utf16_big_endian(secret).value();
  const std::string salt = "twenty bytes of salt";
  std::string stream = salt;
  std::string encrypted;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    if (at % 20 == 0) {
      stream = sha1(password + stream);
    }
    encrypted += static_cast<char>(plain[at] ^ stream[at % 20]);
  }
  // SEQUENCE { SEQUENCE { OID 1.3.6.1.4.1.42.2.17.1.1, NULL }, OCTET STRING }
  const std::string oid("\x06\x0A\x2B\x06\x01\x04\x01\x2A\x02\x11\x01\x01\x05\x00", 14);
  return tagged('\x30',
                tagged('\x30', oid) + tagged('\x04', salt + encrypted + sha1(password + plain)));
}

}  // namespace

std::string make_jks(const std::vector<StoredKey>& entries, std::string_view password) {
  const Key key = test_key();
  const std::string certificate = der_of(test_certificate(key.get()).get(), i2d_X509);
  const std::string chain = number(5, 2) + "X.509" + number(certificate.size(), 4) + certificate;
  std::string out = number(0xFEEDFEED, 4) + number(2, 4) + number(entries.size(), 4);
  for (const StoredKey& entry : entries) {
    const bool has_key = !entry.secret.empty();
    out += number(has_key ? 1 : 2, 4) + number(entry.alias.size(), 2) + entry.alias;
    out += number(1'700'000'000'000, 8);
    if (has_key) {
      const std::string der = protected_key(pkcs8_of(key.get()), entry.secret);
      out += number(der.size(), 4) + der + number(1, 4);
    }
    out += chain;
  }
  return out + sha1(utf16_big_endian(password).value() + "Mighty Aphrodite" + out);
}

std::string make_pkcs12(const char* alias, const char* password) {
  const Key key = test_key();
  const Certificate certificate = test_certificate(key.get());
  const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> store(
      PKCS12_create(password, alias, key.get(), certificate.get(), nullptr, 0, 0, 0, 0, 0),
      PKCS12_free);
  REQUIRE(store != nullptr);
  return der_of(store.get(), i2d_PKCS12);
}

std::string recorded_text(const std::string& suite, const std::string& marker) {
  std::ifstream file(CAIRN_SOURCE_DIR "/tests/conformance/suites/" + suite + ".json");
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::size_t at = text.find(marker);
  REQUIRE(at != std::string::npos);
  const std::size_t begin = text.find('"', at + marker.size()) + 1;
  return text.substr(begin, text.find('"', begin) - begin);
}

std::string recorded_file(const std::string& suite, const std::string& name) {
  const auto bytes =
      base::decode_base64(recorded_text(suite, '"' + name + "\": {\n   \"base64\":"));
  REQUIRE(bytes.has_value());
  return *bytes;
}

}  // namespace cairn::crypto::test

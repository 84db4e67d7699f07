// TlsIdentity: a key and a certificate made for one test, and the server's side of TLS.
//
// Thread-safety: as OpenSSL's objects; one connection for one thread.
#pragma once

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <signal.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace cairn::testing {

struct TlsIdentity {
  // Self-signed, for these names ("DNS:localhost,IP:127.0.0.1"), valid from now for `seconds`,
  // which may be negative.
  explicit TlsIdentity(const char* names, long seconds = 3600)
      : key(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate(X509_new(), X509_free) {
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -7200);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), seconds);
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key.get());
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names);
    REQUIRE(extension != nullptr);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    REQUIRE(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  }

  [[nodiscard]] std::string certificate_pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(out.get(), certificate.get());
    return text_of(out.get());
  }
  [[nodiscard]] std::string key_pem() const {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return text_of(out.get());
  }
  // SHA-256 of the SubjectPublicKeyInfo, as bytes.
  [[nodiscard]] std::string key_digest() const {
    unsigned char* encoded = nullptr;
    const int size = i2d_PUBKEY(key.get(), &encoded);
    std::array<unsigned char, 32> digest{};
    EVP_Digest(encoded, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(),
               nullptr);
    OPENSSL_free(encoded);
    return {digest.begin(), digest.end()};
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key;
  std::unique_ptr<X509, decltype(&X509_free)> certificate;

 private:
  static std::string text_of(BIO* bio) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }
};

struct TlsServerOptions {
  int version_max = 0;                         // TLS1_1_VERSION and the like; 0 for the newest
  const TlsIdentity* client_wanted = nullptr;  // the certificate that a client must show
};

struct TlsConnection {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_server_method()),
                                                            SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl{nullptr, SSL_free};
};

// Shakes hands as the server; without `ssl` when the client went away.
inline TlsConnection shake_hands(int connection, const TlsIdentity& identity,
                                 const TlsServerOptions& options = {}) {
  TlsConnection out;
  SSL_CTX* context = out.context.get();
  SSL_CTX_use_certificate(context, identity.certificate.get());
  SSL_CTX_use_PrivateKey(context, identity.key.get());
  if (options.version_max != 0) {
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, options.version_max);
  }
  if (options.client_wanted != nullptr) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), options.client_wanted->certificate.get());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  // OpenSSL writes without care for a client that went away: the thread must not be the one to die.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  out.ssl.reset(SSL_new(context));
  SSL_set_fd(out.ssl.get(), connection);
  if (SSL_accept(out.ssl.get()) != 1) {
    out.ssl.reset();
  }
  return out;
}

// Shakes hands, reads the head of a request and sends the answer. False when the client went away
// before.
inline bool serve_tls(int connection, const TlsIdentity& identity, std::string_view answer,
                      const TlsServerOptions& options = {}) {
  const TlsConnection tls = shake_hands(connection, identity, options);
  std::string head;
  char c = 0;
  while (tls.ssl != nullptr && !head.ends_with("\r\n\r\n") && SSL_read(tls.ssl.get(), &c, 1) == 1) {
    head += c;
  }
  if (!head.ends_with("\r\n\r\n") ||
      SSL_write(tls.ssl.get(), answer.data(), static_cast<int>(answer.size())) <= 0) {
    return false;
  }
  SSL_shutdown(tls.ssl.get());
  return true;
}

}  // namespace cairn::testing

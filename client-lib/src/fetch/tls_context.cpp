// Settings of OpenSSL: versions, authorities, own certificate, pins.
#include "fetch/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "base/base64.hpp"

namespace cairn::fetch {
namespace {

constexpr std::size_t sha256_bytes = 32;

// Answers OpenSSL's question for the key's password. Without this it would ask at the terminal.
int give_password(char* buffer, int size, int /*writing*/, void* password) {
  const std::string& text = *static_cast<const std::string*>(password);
  if (text.size() > static_cast<std::size_t>(size)) {
    return 0;
  }
  std::copy_n(text.data(), text.size(), buffer);  // its length is returned; there is no end mark
  return static_cast<int>(text.size());
}

Failure unusable(const std::string& what) {
  return fail(ErrorCode::invalid_argument, "TLS: " + what + ": " + last_tls_error());
}

Result<void> set_versions(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  // These cipher names are for TLS 1.2; all of TLS 1.3 are good.
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
    return unusable("setting the versions");
  }
  return {};
}

Result<void> set_authorities(SSL_CTX* context, const TlsOptions& options) {
  if (!options.ca_file.empty() && SSL_CTX_load_verify_file(context, options.ca_file.c_str()) != 1) {
    return unusable("reading the authorities in '" + options.ca_file + "'");
  }
  return {};
}

Result<void> set_certificate(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate_file.empty() != options.key_file.empty()) {
    return fail(ErrorCode::invalid_argument,
                "TLS: a client certificate needs both its certificate and its key");
  }
  if (options.certificate_file.empty()) {
    return {};
  }
  std::string password = options.key_password;
  SSL_CTX_set_default_passwd_cb(context, give_password);
  SSL_CTX_set_default_passwd_cb_userdata(context, &password);
  Result<void> done;
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    done = unusable("reading the certificate '" + options.certificate_file + "'");
  } else if (SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM) !=
             1) {
    done = unusable("reading the key '" + options.key_file + "'");
  } else if (SSL_CTX_check_private_key(context) != 1) {
    done = unusable("the key '" + options.key_file + "' is not that of the certificate");
  }
  SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
  OPENSSL_cleanse(password.data(), password.size());
  return done;
}

Result<std::vector<std::string>> read_pins(const std::vector<std::string>& texts) {
  std::vector<std::string> pins;
  for (const std::string& text : texts) {
    const std::string base64 = text.starts_with("sha256/") ? text.substr(7) : text;
    auto bytes = base::decode_base64(base64);
    if (!bytes || bytes->size() != sha256_bytes) {
      return fail(ErrorCode::invalid_argument,
                  "TLS: the pin '" + text + "' is not a SHA-256 digest as base64");
    }
    pins.push_back(*std::move(bytes));
  }
  return pins;
}

}  // namespace

std::string last_tls_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason given" : reason;
}

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsOptions& options) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> made(new TlsContext());
  made->context_ = std::shared_ptr<SSL_CTX>(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (made->context_ == nullptr) {
    return unusable("starting OpenSSL");
  }
  made->system_authorities_ = options.ca_file.empty();
  SSL_CTX* context = made->context_.get();
  for (auto set : {set_authorities(context, options), set_certificate(context, options),
                   set_versions(context)}) {
    if (!set) {
      return fail(std::move(set).error());
    }
  }
  auto pins = read_pins(options.pinned_keys);
  if (!pins) {
    return fail(std::move(pins).error());
  }
  made->pinned_keys_ = *std::move(pins);
  return std::shared_ptr<const TlsContext>(std::move(made));
}

ssl_ctx_st* TlsContext::native() const {
  std::call_once(authorities_read_, [this] {
    if (system_authorities_) {
      // Without them no certificate is trusted, and the handshake says so.
      (void)SSL_CTX_set_default_verify_paths(context_.get());
    }
  });
  return context_.get();
}

bool TlsContext::trusts_key_of(const ssl_st* connection) const {
  if (pinned_keys_.empty()) {
    return true;
  }
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      SSL_get1_peer_certificate(connection), X509_free);
  if (certificate == nullptr) {
    return false;
  }
  unsigned char* encoded = nullptr;
  const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &encoded);
  if (length <= 0) {
    return false;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const bool digested = EVP_Digest(encoded, static_cast<std::size_t>(length), digest.data(), &size,
                                   EVP_sha256(), nullptr) == 1;
  OPENSSL_free(encoded);
  const std::string key(reinterpret_cast<const char*>(digest.data()), size);
  return digested && std::find(pinned_keys_.begin(), pinned_keys_.end(), key) != pinned_keys_.end();
}

}  // namespace cairn::fetch

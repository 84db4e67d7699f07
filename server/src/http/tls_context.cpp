// From options to an SSL_CTX. Whatever OpenSSL cannot use is named with its reason.
#include "http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <string_view>
#include <utility>

#include "base/files.hpp"

namespace cairn::http {
namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr const char* ciphers_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

Failure unusable(const std::string& what) {
  std::string reason = "OpenSSL says no more";
  if (const unsigned long code = ERR_get_error(); code != 0) {
    const char* text = ERR_reason_error_string(code);
    reason = text != nullptr ? text : "OpenSSL error " + std::to_string(code);
  }
  ERR_clear_error();
  return fail(ErrorCode::invalid_argument, what + ": " + reason);
}

bool is_pem_text(std::string_view text) {
  return text.find("-----BEGIN") != std::string_view::npos;
}

// How an error calls it.
std::string shown(std::string_view text) {
  return is_pem_text(text) ? "the PEM text" : "'" + std::string(text) + "'";
}

// The bytes of a file, or of a PEM text itself.
Result<base::Secret> content_of(std::string_view text) {
  if (is_pem_text(text)) {
    return base::Secret(text);
  }
  auto bytes = base::read_file(std::string(text), file_bytes_max);
  if (!bytes) {
    return fail(ErrorCode::invalid_argument, bytes.error().message);
  }
  return base::Secret(*std::move(bytes));
}

Bio reader_of(const base::Secret& bytes) {
  return {BIO_new_mem_buf(bytes.reveal().data(), static_cast<int>(bytes.reveal().size())),
          BIO_free};
}

// Answers OpenSSL's question for a password. Without this it would ask at the terminal.
int give_password(char* buffer, int size, int /*writing*/, void* password) {
  const std::string_view text = static_cast<const base::Secret*>(password)->reveal();
  if (text.size() > static_cast<std::size_t>(size)) {
    return 0;
  }
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

Result<void> use_certificates(SSL_CTX* context, const std::string& from) {
  const auto bytes = content_of(from);
  if (!bytes) {
    return fail(bytes.error());
  }
  const Bio reader = reader_of(*bytes);
  const Certificate own(PEM_read_bio_X509_AUX(reader.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
    return unusable("the certificate " + shown(from));
  }
  while (X509* chain = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, chain) != 1) {
      X509_free(chain);
      return unusable("the chain of certificates in " + shown(from));
    }
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return unusable("the chain of certificates in " + shown(from));
  }
  ERR_clear_error();
  return {};
}

Result<void> use_key(SSL_CTX* context, const TlsOptions& options) {
  const auto bytes = content_of(options.key.reveal());
  if (!bytes) {
    return fail(bytes.error());
  }
  base::Secret password = options.key_password;
  const Key key(
      PEM_read_bio_PrivateKey(reader_of(*bytes).get(), nullptr, give_password, &password));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return unusable("the key " + shown(options.key.reveal()));
  }
  return {};
}

struct Store {
  Key key;
  Certificate certificate;
  STACK_OF(X509) * others = nullptr;

  Store() = default;
  Store(Store&& other) noexcept
      : key(std::move(other.key)),
        certificate(std::move(other.certificate)),
        others(std::exchange(other.others, nullptr)) {}
  Store& operator=(Store&&) = delete;
  ~Store() { sk_X509_pop_free(others, X509_free); }
};

Result<Store> read_store(const std::string& path, const base::Secret& password) {
  const auto bytes = content_of(path);
  if (!bytes) {
    return fail(bytes.error());
  }
  const std::unique_ptr<PKCS12, Freed<PKCS12, PKCS12_free>> file(
      d2i_PKCS12_bio(reader_of(*bytes).get(), nullptr));
  if (!file) {
    return unusable("'" + path +
                    "' is no PKCS12 file (a JKS file has to be converted: keytool "
                    "-importkeystore -deststoretype PKCS12)");
  }
  Store store;
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const std::string word(password.reveal());
  const int parsed = PKCS12_parse(file.get(), word.c_str(), &key, &certificate, &store.others);
  store.key.reset(key);
  store.certificate.reset(certificate);
  if (parsed != 1) {
    return unusable("the store '" + path + "' cannot be opened");
  }
  return store;
}

std::string alias_of(X509* certificate) {
  int size = 0;
  const unsigned char* text = X509_alias_get0(certificate, &size);
  return text == nullptr ? std::string() : std::string(text, text + static_cast<std::size_t>(size));
}

Result<void> use_store(SSL_CTX* context, const TlsOptions& options) {
  auto store = read_store(options.key_store, options.key_store_password);
  if (!store) {
    return fail(std::move(store).error());
  }
  if (!store->key || !store->certificate) {
    return fail(ErrorCode::invalid_argument,
                "the store '" + options.key_store + "' has no key with its certificate");
  }
  if (!options.key_alias.empty() && alias_of(store->certificate.get()) != options.key_alias) {
    return fail(ErrorCode::invalid_argument,
                "the key in the store '" + options.key_store + "' is called '" +
                    alias_of(store->certificate.get()) + "', not '" + options.key_alias + "'");
  }
  if (SSL_CTX_use_cert_and_key(context, store->certificate.get(), store->key.get(), store->others,
                               1) != 1) {
    return unusable("the key in the store '" + options.key_store + "'");
  }
  return {};
}

Result<void> use_identity(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate.empty() == options.key_store.empty()) {
    return fail(ErrorCode::invalid_argument,
                "TLS needs server.ssl.certificate and .certificate-private-key, or "
                "server.ssl.key-store");
  }
  if (!options.key_store.empty()) {
    return use_store(context, options);
  }
  if (options.key.empty()) {
    return fail(ErrorCode::invalid_argument,
                "TLS needs server.ssl.certificate-private-key beside "
                "server.ssl.certificate");
  }
  if (auto used = use_certificates(context, options.certificate); !used) {
    return used;
  }
  if (auto used = use_key(context, options); !used) {
    return used;
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return unusable("the key " + shown(options.key.reveal()) + " is not that of the certificate");
  }
  return {};
}

Result<void> trust(SSL_CTX* context, X509* certificate) {
  if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate) != 1 ||
      SSL_CTX_add_client_CA(context, certificate) != 1) {
    return unusable("an authority of client certificates");
  }
  return {};
}

Result<void> trust_pem(SSL_CTX* context, const std::string& from) {
  const auto bytes = content_of(from);
  if (!bytes) {
    return fail(bytes.error());
  }
  const Bio reader = reader_of(*bytes);
  std::size_t count = 0;
  while (true) {
    const Certificate certificate(PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr));
    if (!certificate) {
      break;
    }
    if (auto trusted = trust(context, certificate.get()); !trusted) {
      return trusted;
    }
    ++count;
  }
  if (count == 0) {
    return unusable("the authorities in " + shown(from));
  }
  ERR_clear_error();
  return {};
}

Result<void> trust_all(SSL_CTX* context, const TlsOptions& options) {
  if (!options.trust_certificate.empty()) {
    return trust_pem(context, options.trust_certificate);
  }
  if (options.trust_store.empty()) {
    return fail(ErrorCode::invalid_argument,
                "server.ssl.client-auth needs server.ssl.trust-certificate or "
                "server.ssl.trust-store");
  }
  auto store = read_store(options.trust_store, options.trust_store_password);
  if (!store) {
    return fail(std::move(store).error());
  }
  const int count = store->others == nullptr ? 0 : sk_X509_num(store->others);
  for (int i = 0; i < count; ++i) {
    if (auto trusted = trust(context, sk_X509_value(store->others, i)); !trusted) {
      return trusted;
    }
  }
  if (count == 0) {
    return fail(ErrorCode::invalid_argument,
                "the store '" + options.trust_store + "' has no certificates");
  }
  return {};
}

Result<void> ask_for_clients(SSL_CTX* context, const TlsOptions& options) {
  if (options.client == ClientCertificate::none) {
    return {};
  }
  const int mode = options.client == ClientCertificate::need
                       ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT
                       : SSL_VERIFY_PEER;
  SSL_CTX_set_verify(context, mode, nullptr);
  // A ticket of another server of ours must not be one of this one.
  constexpr unsigned char name[] = "cairn-server";
  SSL_CTX_set_session_id_context(context, name, sizeof name - 1);
  return trust_all(context, options);
}

// OpenSSL has one list for each version; "TLS_ECDHE_..." are Java's and IANA's names.
Result<void> set_ciphers(SSL_CTX* context, const std::vector<std::string>& names) {
  std::string old_suites;
  std::string new_suites;
  for (const std::string& name : names) {
    const bool newer = name.starts_with("TLS_AES_") || name.starts_with("TLS_CHACHA20_");
    const char* known = OPENSSL_cipher_name(name.c_str());
    const std::string ours = newer || known == nullptr || std::string_view(known) == "(NONE)"
                                 ? name
                                 : std::string(known);
    std::string& list = newer ? new_suites : old_suites;
    list += (list.empty() ? "" : ":") + ours;
  }
  if (SSL_CTX_set_cipher_list(context, names.empty()        ? ciphers_1_2
                                       : old_suites.empty() ? ciphers_1_2
                                                            : old_suites.c_str()) != 1) {
    return unusable("server.ssl.ciphers '" + old_suites + "'");
  }
  if (!new_suites.empty() && SSL_CTX_set_ciphersuites(context, new_suites.c_str()) != 1) {
    return unusable("server.ssl.ciphers '" + new_suites + "'");
  }
  return {};
}

Result<void> set_rules(SSL_CTX* context, const TlsOptions& options) {
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Idle connections own no buffers.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // A record by one read() instead of two: its head does not come alone.
  SSL_CTX_set_read_ahead(context, 1);
  // Tickets hold what a session needs; a cache would be a lock that all threads share.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // Whoever goes on with a session gets a ticket for the next one, so a second is work for nothing.
  SSL_CTX_set_num_tickets(context, 1);
  if (!options.version_1_2 && !options.version_1_3) {
    return fail(ErrorCode::invalid_argument,
                "server.ssl.enabled-protocols leaves neither TLSv1.2 nor TLSv1.3");
  }
  if (SSL_CTX_set_min_proto_version(context,
                                    options.version_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context,
                                    options.version_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION) != 1) {
    return unusable("the versions of TLS");
  }
  return set_ciphers(context, options.ciphers);
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsOptions& options) {
  SSL_CTX* native = SSL_CTX_new(TLS_server_method());
  if (native == nullptr) {
    return unusable("TLS cannot be had");
  }
  std::shared_ptr<const TlsContext> context(new TlsContext(native));
  for (const auto step : {set_rules, use_identity, ask_for_clients}) {
    if (auto done = step(native, options); !done) {
      return fail(std::move(done).error());
    }
  }
  return context;
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

std::vector<std::string> files_of(const TlsOptions& options) {
  std::vector<std::string> files;
  for (const std::string_view text :
       {std::string_view(options.certificate), options.key.reveal(),
        std::string_view(options.key_store), std::string_view(options.trust_certificate),
        std::string_view(options.trust_store)}) {
    if (!text.empty() && !is_pem_text(text)) {
      files.emplace_back(text);
    }
  }
  return files;
}

}  // namespace cairn::http

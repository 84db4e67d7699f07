// See tls.hpp.
#include "bus/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <memory>
#include <string>

#include "base/files.hpp"

namespace cairn::bus {
namespace {

constexpr std::size_t file_bytes_max = std::size_t{1024} * 1024;

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

void free_all(STACK_OF(X509) * all) {
  sk_X509_pop_free(all, X509_free);
}

struct Store {
  Key key;
  Certificate certificate;
  std::unique_ptr<STACK_OF(X509), Freed<STACK_OF(X509), free_all>> others;
};

Failure unusable(const std::string& file, const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return fail(ErrorCode::invalid_argument,
              "'" + file + "': " + what + (reason != nullptr ? ": " + std::string(reason) : ""));
}

Result<base::Secret> read(const std::string& file) {
  auto bytes = base::read_file(file, file_bytes_max);
  if (!bytes) {
    return fail(ErrorCode::invalid_argument, bytes.error().message);
  }
  return base::Secret(*std::move(bytes));
}

Bio reader_of(const base::Secret& bytes) {
  return {BIO_new_mem_buf(bytes.reveal().data(), static_cast<int>(bytes.reveal().size())),
          BIO_free};
}

bool is_pem(const base::Secret& bytes) {
  return bytes.reveal().find("-----BEGIN") != std::string_view::npos;
}

// Without this OpenSSL would ask at the terminal.
int give_password(char* buffer, int size, int /*writing*/, void* password) {
  const std::string_view text = static_cast<const base::Secret*>(password)->reveal();
  if (text.size() > static_cast<std::size_t>(size)) {
    return 0;
  }
  text.copy(buffer, text.size());
  return static_cast<int>(text.size());
}

Result<Store> open_store(const std::string& file, const base::Secret& bytes,
                         const base::Secret& password) {
  const std::unique_ptr<PKCS12, Freed<PKCS12, PKCS12_free>> read(
      d2i_PKCS12_bio(reader_of(bytes).get(), nullptr));
  if (!read) {
    return unusable(file, "neither PEM nor PKCS12 (keytool -importkeystore converts a JKS file)");
  }
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  std::string word(password.reveal());
  const int parsed = PKCS12_parse(read.get(), word.c_str(), &key, &certificate, &others);
  base::wipe(word);
  Store store;
  store.key.reset(key);
  store.certificate.reset(certificate);
  store.others.reset(others);
  if (parsed != 1) {
    return unusable(file, "cannot be opened");
  }
  return store;
}

Result<void> trust(SSL_CTX* context, const TlsOptions& options) {
  if (options.trust.empty()) {
    return SSL_CTX_set_default_verify_paths(context) == 1
               ? Result<void>()
               : unusable("the system's certificates", "cannot be read");
  }
  const auto bytes = read(options.trust);
  if (!bytes) {
    return fail(bytes.error());
  }
  X509_STORE* trusted = SSL_CTX_get_cert_store(context);
  int count = 0;
  if (is_pem(*bytes)) {
    const Bio reader = reader_of(*bytes);
    while (const Certificate one{PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)}) {
      count += X509_STORE_add_cert(trusted, one.get());
    }
  } else {
    const auto store = open_store(options.trust, *bytes, options.trust_password);
    if (!store) {
      return fail(store.error());
    }
    for (int i = 0; i < sk_X509_num(store->others.get()); ++i) {
      count += X509_STORE_add_cert(trusted, sk_X509_value(store->others.get(), i));
    }
  }
  if (count == 0) {
    return unusable(options.trust, "has no certificate");
  }
  ERR_clear_error();
  return {};
}

Result<void> show_pem(SSL_CTX* context, const TlsOptions& options, const base::Secret& bytes) {
  const Bio reader = reader_of(bytes);
  const Certificate own(PEM_read_bio_X509_AUX(reader.get(), nullptr, nullptr, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) {
    return unusable(options.certificate, "has no certificate");
  }
  while (X509* chain = PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, chain) != 1) {
      X509_free(chain);
      return unusable(options.certificate, "has a chain that cannot be used");
    }
  }
  ERR_clear_error();
  const std::string& file = options.key.empty() ? options.certificate : options.key;
  const auto key_bytes = read(file);
  if (!key_bytes) {
    return fail(key_bytes.error());
  }
  base::Secret password = options.key_password;
  const Key key(
      PEM_read_bio_PrivateKey(reader_of(*key_bytes).get(), nullptr, give_password, &password));
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return unusable(file, "has no key that fits the certificate");
  }
  return {};
}

Result<void> show(SSL_CTX* context, const TlsOptions& options) {
  if (options.certificate.empty()) {
    return {};
  }
  const auto bytes = read(options.certificate);
  if (!bytes) {
    return fail(bytes.error());
  }
  if (is_pem(*bytes)) {
    return show_pem(context, options, *bytes);
  }
  const auto store = open_store(options.certificate, *bytes, options.key_password);
  if (!store) {
    return fail(store.error());
  }
  if (!store->key || SSL_CTX_use_cert_and_key(context, store->certificate.get(), store->key.get(),
                                              store->others.get(), 1) != 1) {
    return unusable(options.certificate, "has no key with its certificate");
  }
  return {};
}

}  // namespace

Result<void> use_tls(SSL_CTX* context, const TlsOptions& options) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (options.verify_certificate) {
    if (auto trusted = trust(context, options); !trusted) {
      return trusted;
    }
  }
  return show(context, options);
}

}  // namespace cairn::bus

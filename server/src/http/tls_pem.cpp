// See tls_pem.hpp.
#include "http/tls_pem.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>
#include <utility>

namespace cairn::http {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, Free>;

std::string_view text_of(const Bio& bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return size <= 0 ? std::string_view() : std::string_view(bytes, static_cast<std::size_t>(size));
}

Failure unwritable(const std::string& what) {
  return fail(ErrorCode::internal, what + " cannot be written as PEM");
}

bool write_chain(BIO* out, SSL_CTX* context) {
  X509* own = SSL_CTX_get0_certificate(context);
  if (own == nullptr || PEM_write_bio_X509(out, own) != 1) {
    return false;
  }
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(context, &chain);
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i) {
    if (PEM_write_bio_X509(out, sk_X509_value(chain, i)) != 1) {
      return false;
    }
  }
  return true;
}

bool write_authorities(BIO* out, SSL_CTX* context) {
  const auto* objects = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    X509* authority = X509_OBJECT_get0_X509(sk_X509_OBJECT_value(objects, i));
    if (authority != nullptr && PEM_write_bio_X509(out, authority) != 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<auth::ServerIdentity> pem_of(const TlsContext& context) {
  auth::ServerIdentity pem;
  const Bio chain(BIO_new(BIO_s_mem()));
  if (!chain || !write_chain(chain.get(), context.native())) {
    return unwritable("the server's certificate");
  }
  pem.chain = text_of(chain);
  const Bio key(BIO_new(BIO_s_secmem()));
  if (!key || PEM_write_bio_PrivateKey(key.get(), SSL_CTX_get0_privatekey(context.native()),
                                       nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return unwritable("the server's key");
  }
  pem.key = base::Secret(text_of(key));
  const Bio authorities(BIO_new(BIO_s_mem()));
  if (!authorities || !write_authorities(authorities.get(), context.native())) {
    return unwritable("an authority of client certificates");
  }
  pem.authorities = text_of(authorities);
  return pem;
}

}  // namespace cairn::http

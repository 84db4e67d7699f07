// A handshake by tls_channel, and OpenSSL's words about it.
#include "fetch/tls_facts.hpp"

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <time.h>

#include <ctime>
#include <memory>
#include <utility>

#include "fetch/channel.hpp"
#include "fetch/patience.hpp"
#include "fetch/tls_channel.hpp"
#include "fetch/tls_context.hpp"

namespace cairn::fetch {
namespace {

std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
  if (out == nullptr || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253) < 0) {
    return {};
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

TlsFacts facts_of(const ssl_st* connection) {
  TlsFacts facts;
  facts.version = SSL_get_version(connection);
  facts.cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(connection));
  const X509* certificate = SSL_get0_peer_certificate(connection);
  if (certificate == nullptr) {
    return facts;
  }
  facts.subject = text_of(X509_get_subject_name(certificate));
  facts.issuer = text_of(X509_get_issuer_name(certificate));
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1) {
    facts.valid_until = std::chrono::system_clock::from_time_t(::timegm(&end));
  }
  return facts;
}

}  // namespace

tl::expected<TlsFacts, TransportFailure> tls_facts(const Uri& server, const FetchOptions& options) {
  const auto context = TlsContext::make(options.tls);
  if (!context) {
    return tl::unexpected(TransportFailure{TransportProblem::not_trusted, context.error().message});
  }
  const Patience patience(options.request_timeout, {});
  auto socket = connect_to(server.host, server.port, options.connect_timeout, patience);
  if (!socket) {
    return tl::unexpected(std::move(socket).error());
  }
  TlsFacts facts;
  const auto channel = tls_channel(*std::move(socket), server.host, **context, patience,
                                   [&](const ssl_st* connection) { facts = facts_of(connection); });
  if (!channel) {
    return tl::unexpected(channel.error());
  }
  return facts;
}

}  // namespace cairn::fetch

// OpenSSL over a socket that does not block. OpenSSL's own socket BIO would raise SIGPIPE in the
// user's process, so it gets one that sends with MSG_NOSIGNAL.
#include "fetch/tls_channel.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <system_error>
#include <utility>

namespace cairn::fetch {
namespace {

int socket_of(BIO* bio) {
  return *static_cast<const int*>(BIO_get_data(bio));
}

int bio_read(BIO* bio, char* to, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t got = ::recv(socket_of(bio), to, static_cast<std::size_t>(size), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
    BIO_set_retry_read(bio);
  }
  return static_cast<int>(got);
}

int bio_write(BIO* bio, const char* from, int size) {
  BIO_clear_retry_flags(bio);
  const ssize_t sent = ::send(socket_of(bio), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
    BIO_set_retry_write(bio);
  }
  return static_cast<int>(sent);
}

long bio_control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

// Made once, kept until the process ends, like OpenSSL's own methods.
const BIO_METHOD* quiet_socket() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "quiet socket");
    if (made != nullptr) {
      BIO_meth_set_read(made, bio_read);
      BIO_meth_set_write(made, bio_write);
      BIO_meth_set_ctrl(made, bio_control);
    }
    return made;
  }();
  return method;
}

bool is_numeric(const std::string& host) {
  const std::unique_ptr<ASN1_OCTET_STRING, decltype(&ASN1_OCTET_STRING_free)> address(
      a2i_IPADDRESS(host.c_str()), ASN1_OCTET_STRING_free);
  return address != nullptr;
}

class TlsChannel : public Channel {
 public:
  TlsChannel(base::Descriptor socket, const Patience& patience)
      : socket_(std::move(socket)), number_(socket_.number()), patience_(patience) {}

  ~TlsChannel() override {
    if (established_) {
      // One attempt to say goodbye; nobody waits for the other side's.
      ERR_clear_error();
      (void)SSL_shutdown(ssl_.get());
    }
    ERR_clear_error();
  }

  Reached establish(const std::string& host, const TlsContext& context) {
    ERR_clear_error();
    if (!prepare(host, context)) {
      return tl::unexpected(TransportFailure{TransportProblem::not_trusted,
                                             "TLS cannot be started: " + last_tls_error()});
    }
    auto done = repeat("shaking hands over TLS", [this] { return SSL_connect(ssl_.get()); });
    if (!done) {
      return tl::unexpected(handshake_failure(std::move(done).error()));
    }
    established_ = true;
    if (SSL_get_verify_result(ssl_.get()) != X509_V_OK) {
      return tl::unexpected(handshake_failure({}));
    }
    if (!context.trusts_key_of(ssl_.get())) {
      return tl::unexpected(TransportFailure{TransportProblem::not_trusted,
                                             "the server's key is none of the pinned ones"});
    }
    return {};
  }

  [[nodiscard]] const ssl_st* native() const { return ssl_.get(); }

  Moved read(char* to, std::size_t size) override {
    return repeat("reading the answer", [&] {
      return SSL_read(ssl_.get(), to, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
    });
  }

  Moved write(const char* from, std::size_t size) override {
    return repeat("sending the request", [&] {
      return SSL_write(ssl_.get(), from, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
    });
  }

 private:
  bool prepare(const std::string& host, const TlsContext& context) {
    ssl_.reset(SSL_new(context.native()));
    BIO* bio = quiet_socket() == nullptr ? nullptr : BIO_new(quiet_socket());
    if (ssl_ == nullptr || bio == nullptr) {
      BIO_free(bio);
      return false;
    }
    BIO_set_data(bio, &number_);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl_.get(), bio, bio);
    if (is_numeric(host)) {
      return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), host.c_str()) == 1;
    }
    SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(ssl_.get(), host.c_str()) == 1 &&
           SSL_set_tlsext_host_name(ssl_.get(), host.c_str()) == 1;
  }

  // Says why the certificate was refused, if that is what it was.
  TransportFailure handshake_failure(TransportFailure failure) const {
    const long verdict = SSL_get_verify_result(ssl_.get());
    if (verdict != X509_V_OK) {
      failure = {TransportProblem::not_trusted, std::string("the server's certificate: ") +
                                                    X509_verify_cert_error_string(verdict)};
    }
    return failure;
  }

  template <typename Call>
  Moved repeat(const std::string& doing, Call call) {
    for (;;) {
      ERR_clear_error();
      errno = 0;
      const int result = call();
      if (result > 0) {
        // Data that is always there must not outlast the deadline.
        if (auto still = patience_.check(doing); !still) {
          return tl::unexpected(std::move(still).error());
        }
        return static_cast<std::size_t>(result);
      }
      short events = 0;
      switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ:
          events = POLLIN;
          break;
        case SSL_ERROR_WANT_WRITE:
          events = POLLOUT;
          break;
        case SSL_ERROR_ZERO_RETURN:
          return 0;
        default:
          return tl::unexpected(broken(doing));
      }
      if (auto ready = patience_.wait(number_, events, doing); !ready) {
        return tl::unexpected(std::move(ready).error());
      }
    }
  }

  TransportFailure broken(const std::string& doing) {
    const int reason = errno;
    // What OpenSSL refused before the connection stands is a matter of trust or of versions.
    const bool by_tls = ERR_peek_error() != 0;
    std::string words = doing + ": ";
    if (by_tls) {
      words += last_tls_error();
    } else {
      words += reason == 0 ? "the connection was closed" : std::generic_category().message(reason);
    }
    established_ = false;  // no goodbye on a broken connection
    return {by_tls ? TransportProblem::not_trusted : TransportProblem::not_connected, words};
  }

  base::Descriptor socket_;
  int number_;
  const Patience& patience_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  bool established_ = false;
};

}  // namespace

tl::expected<std::unique_ptr<Channel>, TransportFailure> tls_channel(
    base::Descriptor socket, const std::string& host, const TlsContext& context,
    const Patience& patience, const std::function<void(const ssl_st*)>& look) {
  auto channel = std::make_unique<TlsChannel>(std::move(socket), patience);
  if (auto established = channel->establish(host, context); !established) {
    return tl::unexpected(std::move(established).error());
  }
  if (look) {
    look(channel->native());
  }
  return std::unique_ptr<Channel>(std::move(channel));
}

}  // namespace cairn::fetch

// cpp-httplib as a writer of requests and a reader of answers; the one file that includes it.
//
// Of its client only the message handling is used: create_and_connect_socket and process_socket are
// overridden, so that it never sees a socket (docs/decisions/0009-http-client.md).
#include "fetch/http_transport.hpp"

#include <httplib.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "base/hidden_memory.hpp"
#include "fetch/channel.hpp"
#include "fetch/head_guard.hpp"
#include "fetch/patience.hpp"
#include "fetch/proxy.hpp"
#include "fetch/tls_channel.hpp"
#include "fetch/tls_context.hpp"

namespace cairn::fetch {
namespace {

// A Channel in the shape that cpp-httplib asks for, with the guard in between.
class GuardedStream : public httplib::Stream {
 public:
  GuardedStream(Channel& channel, std::size_t body_bytes_max)
      : channel_(channel), guard_(body_bytes_max) {}

  bool is_readable() const override { return !failure_; }
  bool is_writable() const override { return !failure_; }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  ssize_t read(char* to, std::size_t size) override {
    if (at_ == filled_ && !fill()) {
      return failure_ ? -1 : 0;
    }
    const std::size_t count = std::min(size, filled_ - at_);
    std::copy_n(buffer_.data() + at_, count, to);
    at_ += count;
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* from, std::size_t size) override {
    const Moved sent = channel_.write(from, size);
    if (!sent) {
      failure_ = sent.error();
      return -1;
    }
    return static_cast<ssize_t>(*sent);
  }

  // What ended the exchange, in the order in which it is to be believed.
  [[nodiscard]] TransportFailure failure() const {
    if (failure_) {
      return *failure_;
    }
    if (ended_) {
      return {TransportProblem::not_connected, "the server closed the connection too early"};
    }
    return {TransportProblem::malformed, "the answer is not well-formed HTTP"};
  }

 private:
  // False at the end and after a failure.
  bool fill() {
    if (failure_ || ended_) {
      return false;
    }
    const Moved got = channel_.read(buffer_.data(), buffer_.size());
    if (!got) {
      failure_ = got.error();
      return false;
    }
    ended_ = *got == 0;
    at_ = 0;
    filled_ = *got;
    if (auto seen = guard_.see({buffer_.data(), filled_}); !seen) {
      failure_ = std::move(seen).error();
      filled_ = 0;
    }
    return filled_ != 0;
  }

  Channel& channel_;
  HeadGuard guard_;
  std::array<char, 16 * 1024> buffer_{};
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  bool ended_ = false;
  std::optional<TransportFailure> failure_;
};

// cpp-httplib's client on a stream that is there already.
class StreamClient : public httplib::ClientImpl {
 public:
  StreamClient(const Uri& server, httplib::Stream& stream)
      : ClientImpl(server.host, server.port), stream_(stream) {
    set_follow_location(false);
    set_decompress(false);
    set_keep_alive(false);
    set_url_encode(false);
  }

 private:
  bool create_and_connect_socket(Socket& /*socket*/, httplib::Error& /*error*/) override {
    return true;
  }
  bool process_socket(const Socket& /*socket*/,
                      std::function<bool(httplib::Stream&)> callback) override {
    return callback(stream_);
  }

  httplib::Stream& stream_;
};

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Collects an answer as cpp-httplib delivers it, and stops it where enough was seen.
class Collector {
 public:
  explicit Collector(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

  // False ends the exchange: after a failure, or because nobody reads the body of this status.
  bool take_head(const httplib::Response& response) {
    answer_.status = response.status;
    answer_.content_type = response.get_header_value("Content-Type");
    answer_.content_encoding = response.get_header_value("Content-Encoding");
    answer_.etag = response.get_header_value("ETag");
    answer_.revision = response.get_header_value("Cairn-Revision");
    answer_.stale = response.get_header_value("Cairn-Stale");
    answer_.rejected = response.get_header_value("Cairn-Rejected");
    answer_.applied = response.get_header_value("Preference-Applied");
    head_taken_ = true;
    check_framing(response);
    return !failure_ && wants_body();
  }

  bool take_body(const char* bytes, std::size_t size) {
    if (size > body_bytes_max_ - answer_.body.size()) {
      refuse_size();
      return false;
    }
    answer_.body.append(bytes, size);
    return true;
  }

  // After the exchange: what it came to.
  Exchange finish(bool complete, const GuardedStream& stream) && {
    if (failure_) {
      return tl::unexpected(*std::move(failure_));
    }
    if (complete || (head_taken_ && !wants_body())) {
      return std::move(answer_);
    }
    return tl::unexpected(stream.failure());
  }

 private:
  [[nodiscard]] bool wants_body() const { return answer_.status == 200 || answer_.status >= 500; }

  void refuse_size() {
    failure_ =
        TransportFailure{TransportProblem::too_large,
                         "the answer is larger than " + std::to_string(body_bytes_max_) + " bytes"};
  }

  // cpp-httplib takes the first of two lengths, and chunks before a length. Who may be understood
  // in two ways is not understood.
  void check_framing(const httplib::Response& response) {
    const auto [first, end] = response.headers.equal_range("Content-Length");
    const bool chunked = response.has_header("Transfer-Encoding");
    bool clear = first == end || !chunked;
    for (auto header = first; header != end; ++header) {
      clear = clear && is_number(header->second) && header->second == first->second;
    }
    if (chunked) {
      clear = clear && response.get_header_value_count("Transfer-Encoding") == 1 &&
              response.get_header_value("Transfer-Encoding") == "chunked";
    }
    if (!clear) {
      failure_ = TransportFailure{TransportProblem::malformed,
                                  "the length of the answer can be read in two ways"};
    } else if (first != end && wants_body() && std::stoull(first->second) > body_bytes_max_) {
      refuse_size();
    }
  }

  std::size_t body_bytes_max_;
  HttpAnswer answer_;
  bool head_taken_ = false;
  std::optional<TransportFailure> failure_;
};

httplib::Request message_of(const HttpRequest& request, const std::optional<Proxy>& proxy) {
  httplib::Request message;
  message.method = "GET";
  message.path = request.target;
  message.headers.emplace("Host", request.server.authority());
  message.headers.emplace("User-Agent", "cairn-client");
  message.headers.emplace("Accept-Encoding", "identity");
  message.headers.emplace("Connection", "close");
  for (const HttpHeader& header : request.headers) {
    message.headers.emplace(header.name, std::string(header.value.reveal()));
  }
  if (proxy && !request.server.tls) {
    message.path = "http://" + request.server.authority() + request.target;
    if (!proxy->authorization.empty()) {
      message.headers.emplace("Proxy-Authorization", std::string(proxy->authorization.reveal()));
    }
  }
  return message;
}

class HttpTransport : public PostingTransport {
 public:
  HttpTransport(std::shared_ptr<const TlsContext> tls, std::optional<Proxy> proxy)
      : tls_(std::move(tls)), proxy_(std::move(proxy)) {}

  Exchange get(const HttpRequest& request, const std::stop_token& stop) override {
    return send(request, message_of(request, proxy_), stop);
  }

  Exchange post(const HttpRequest& request, const base::Secret& text,
                const std::stop_token& stop) override {
    httplib::Request message = message_of(request, proxy_);
    message.method = "POST";
    message.headers.emplace("Content-Type", "text/plain");
    message.body = text.reveal();
    return send(request, std::move(message), stop);
  }

 private:
  Exchange send(const HttpRequest& request, httplib::Request message,
                const std::stop_token& stop) const {
    const Patience patience(request.deadline, stop);
    auto channel = open_channel(request, patience);
    if (!channel) {
      return tl::unexpected(std::move(channel).error());
    }
    try {
      return exchange(**channel, request, std::move(message));
    } catch (const std::exception&) {
      // What it says may hold parts of the answer.
      return tl::unexpected(
          TransportFailure{TransportProblem::malformed, "the answer cannot be read as HTTP"});
    }
  }

  tl::expected<std::unique_ptr<Channel>, TransportFailure> open_channel(
      const HttpRequest& request, const Patience& patience) const {
    const Uri& server = request.server;
    Connected socket =
        connect_to(proxy_ ? proxy_->host : server.host, proxy_ ? proxy_->port : server.port,
                   request.connect_timeout, patience);
    if (socket && proxy_ && server.tls) {
      socket = open_tunnel(*std::move(socket), *proxy_, server, patience);
    }
    if (!socket) {
      return tl::unexpected(std::move(socket).error());
    }
    if (server.tls) {
      return tls_channel(*std::move(socket), server.host, *tls_, patience);
    }
    return plain_channel(*std::move(socket), patience);
  }

  static Exchange exchange(Channel& channel, const HttpRequest& request, httplib::Request message) {
    GuardedStream stream(channel, request.body_bytes_max);
    StreamClient client(request.server, stream);
    Collector collector(request.body_bytes_max);
    message.response_handler = [&](const httplib::Response& response) {
      return collector.take_head(response);
    };
    message.content_receiver = [&](const char* bytes, std::size_t size, std::uint64_t /*offset*/,
                                   std::uint64_t /*total*/) {
      return collector.take_body(bytes, size);
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    const bool complete = client.send(message, response, error);
    base::wipe(message.body);
    if (complete && response.status == 204) {
      (void)collector.take_head(response);  // it is not shown to the handler; it has no body
    }
    return std::move(collector).finish(complete, stream);
  }

  std::shared_ptr<const TlsContext> tls_;  // null without an https address
  std::optional<Proxy> proxy_;
};

}  // namespace

Result<std::shared_ptr<PostingTransport>> make_posting_transport(const TlsOptions& tls,
                                                                 const std::string& proxy,
                                                                 bool needs_tls) {
  auto parsed_proxy = parse_proxy(proxy);
  if (!parsed_proxy) {
    return fail(std::move(parsed_proxy).error());
  }
  std::shared_ptr<const TlsContext> context;
  if (needs_tls) {
    auto made = TlsContext::make(tls);
    if (!made) {
      return fail(std::move(made).error());
    }
    context = *std::move(made);
  }
  return std::shared_ptr<PostingTransport>(
      std::make_shared<HttpTransport>(std::move(context), *std::move(parsed_proxy)));
}

Result<std::shared_ptr<Transport>> make_http_transport(const TlsOptions& tls,
                                                       const std::string& proxy, bool needs_tls) {
  auto made = make_posting_transport(tls, proxy, needs_tls);
  if (!made) {
    return fail(std::move(made).error());
  }
  return std::shared_ptr<Transport>(*std::move(made));
}

}  // namespace cairn::fetch

// Connecting with a deadline, and a message there and back through cpp-httplib.
#include "upstream.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "wire.hpp"

namespace gateway {
namespace {

using Clock = Wire::Clock;

tl::unexpected<UpstreamFailure> failure(UpstreamProblem problem, std::string words) {
  return tl::unexpected(UpstreamFailure{problem, std::move(words)});
}

// 0, or why not (errno). The socket is left as poll() likes it.
int connect_until(int socket, const addrinfo& address, Clock::time_point deadline) {
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) {
    return 0;
  }
  if (errno != EINPROGRESS) {
    return errno;
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waiting{socket, POLLOUT, 0};
  if (::poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 600'000))) != 1) {
    return ETIMEDOUT;
  }
  int reason = 0;
  socklen_t size = sizeof reason;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 ? reason : errno;
}

// A connected socket. A name is looked up by the system, whose time for that is its own.
tl::expected<int, UpstreamFailure> connect_to(const Host& host, std::chrono::milliseconds time) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.name.c_str(), std::to_string(host.port).c_str(), &hints, &found) != 0) {
    return failure(UpstreamProblem::not_connected, "there is no host '" + host.name + "'");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  const auto deadline = Clock::now() + time;
  int reason = ECONNREFUSED;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int socket = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) {
      reason = errno;
      continue;
    }
    reason = connect_until(socket, *address, deadline);
    if (reason == 0) {
      const int on = 1;
      (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      return socket;
    }
    ::close(socket);
  }
  return failure(reason == ETIMEDOUT ? UpstreamProblem::timed_out : UpstreamProblem::not_connected,
                 "connecting to " + host.text() + ": " + std::generic_category().message(reason));
}

// cpp-httplib's client without its sockets.
class Messenger : private httplib::ClientImpl {
 public:
  explicit Messenger(const Host& host) : ClientImpl(host.name, host.port) {
    set_url_encode(false);
    set_decompress(false);
  }

  bool exchange(Wire& wire, httplib::Request& request, httplib::Response& response) {
    httplib::Error error = httplib::Error::Success;
    return process_request(wire, request, response, true, error);
  }
};

httplib::Request to_request(const Message& message) {
  httplib::Request request;
  request.method = message.method;
  request.path = message.target;
  request.headers = message.headers;
  if (!message.body.empty()) {  // given as `body`, a Content-Type would be made up for it
    request.content_length_ = message.body.size();
    request.content_provider_ = [&](std::size_t at, std::size_t size, httplib::DataSink& sink) {
      return sink.write(message.body.data() + at, size);
    };
  }
  return request;
}

UpstreamFailure what_happened(const Host& host, Wire::Fault fault, bool too_large) {
  if (too_large || fault == Wire::Fault::too_large) {
    return {UpstreamProblem::too_large, "the answer of " + host.text() + " is too large"};
  }
  if (fault == Wire::Fault::timed_out) {
    return {UpstreamProblem::timed_out, host.text() + " did not answer in time"};
  }
  return {UpstreamProblem::broken, "the answer of " + host.text() + " broke off, or is no HTTP"};
}

}  // namespace

tl::expected<Answer, UpstreamFailure> ask(const Host& host, const Message& message,
                                          const UpstreamLimits& limits) {
  const auto socket = connect_to(host, limits.connect);
  if (!socket) {
    return tl::unexpected(socket.error());
  }
  Wire wire(*socket);
  wire.set_deadline(Clock::now() + limits.answer);
  wire.expect_head(HeadOf::response);
  wire.allow(2 * limits.body_bytes_max + 64U * 1024);

  httplib::Request request = to_request(message);
  httplib::Response response;
  std::string body;
  bool too_large = false;
  bool complete = false;
  request.response_handler = [&](const httplib::Response& head) {
    complete = head.status == 304;  // has the length of what it does not have
    return !complete;
  };
  request.content_receiver = [&](const char* piece, std::size_t size, std::uint64_t,
                                 std::uint64_t) {
    body.append(piece, size);
    too_large = body.size() > limits.body_bytes_max;
    return !too_large;
  };
  complete = Messenger(host).exchange(wire, request, response) || complete;
  if (!complete || too_large) {
    return tl::unexpected(what_happened(host, wire.fault(), too_large));
  }
  return Answer{response.status, std::move(response.headers), std::move(body)};
}

}  // namespace gateway

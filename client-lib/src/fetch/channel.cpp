// Connecting, and reading and writing a socket.
#include "fetch/channel.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "fetch/resolve_host.hpp"

namespace cairn::fetch {
namespace {

tl::unexpected<TransportFailure> broken(const std::string& doing, int reason) {
  return tl::unexpected(TransportFailure{TransportProblem::not_connected,
                                         doing + ": " + std::generic_category().message(reason)});
}

// A request that the server holds open may be quiet for a minute: what lies between must not forget
// it, and a machine that is gone must be noticed before the deadline. Without it, the deadline is
// what is left.
void keep_alive(int socket) {
  const int on = 1;
  const int idle_seconds = 15;
  const int interval_seconds = 5;
  const int probes = 3;
  (void)::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle_seconds, sizeof idle_seconds);
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval_seconds,
                     sizeof interval_seconds);
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

Connected connect_to_address(const SocketAddress& address, std::chrono::milliseconds timeout,
                             const std::string& doing, const Patience& patience) {
  base::Descriptor socket(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.open()) {
    return broken(doing, errno);
  }
  const int on = 1;
  // Only a matter of speed.
  (void)::setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  keep_alive(socket.number());
  if (::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address.storage),
                address.length) == 0) {
    return socket;
  }
  if (errno != EINPROGRESS) {
    return broken(doing, errno);
  }
  if (auto reached =
          patience.wait(socket.number(), POLLOUT, doing, Patience::Clock::now() + timeout);
      !reached) {
    return tl::unexpected(std::move(reached).error());
  }
  int reason = 0;
  socklen_t size = sizeof reason;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &reason, &size) != 0) {
    reason = errno;
  }
  if (reason != 0) {
    return broken(doing, reason);
  }
  return socket;
}

class PlainChannel : public Channel {
 public:
  PlainChannel(base::Descriptor socket, const Patience& patience)
      : socket_(std::move(socket)), patience_(patience) {}

  Moved read(char* to, std::size_t size) override {
    for (;;) {
      if (auto ready = patience_.wait(socket_.number(), POLLIN, "reading the answer"); !ready) {
        return tl::unexpected(std::move(ready).error());
      }
      const ssize_t got = ::recv(socket_.number(), to, size, 0);
      if (got >= 0) {
        return static_cast<std::size_t>(got);
      }
      if (errno != EAGAIN && errno != EINTR) {
        return broken("reading the answer", errno);
      }
    }
  }

  Moved write(const char* from, std::size_t size) override {
    for (;;) {
      if (auto ready = patience_.wait(socket_.number(), POLLOUT, "sending the request"); !ready) {
        return tl::unexpected(std::move(ready).error());
      }
      const ssize_t sent = ::send(socket_.number(), from, size, MSG_NOSIGNAL);
      if (sent >= 0) {
        return static_cast<std::size_t>(sent);
      }
      if (errno != EAGAIN && errno != EINTR) {
        return broken("sending the request", errno);
      }
    }
  }

 private:
  base::Descriptor socket_;
  const Patience& patience_;
};

}  // namespace

Connected connect_to(const std::string& host, std::uint16_t port, std::chrono::milliseconds timeout,
                     const Patience& patience) {
  const std::string doing = "connecting to " + host + " port " + std::to_string(port);
  auto addresses = resolve_host(host, port, patience);
  if (!addresses) {
    return tl::unexpected(std::move(addresses).error());
  }
  Connected connected = broken(doing, ECONNREFUSED);  // replaced: there is at least one address
  for (const SocketAddress& address : *addresses) {
    connected = connect_to_address(address, timeout, doing, patience);
    if (connected || connected.error().problem == TransportProblem::stopped) {
      break;
    }
  }
  return connected;
}

std::unique_ptr<Channel> plain_channel(base::Descriptor socket, const Patience& patience) {
  return std::make_unique<PlainChannel>(std::move(socket), patience);
}

}  // namespace cairn::fetch

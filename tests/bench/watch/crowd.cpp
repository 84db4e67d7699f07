// Sockets, sessions and their turns.
#include "bench/watch/crowd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace cairn::bench {
namespace {

constexpr std::size_t under_way_max = 128;  // a server's queue of new connections is finite

[[noreturn]] void give_up(const char* what) {
  std::fprintf(stderr, "%s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

}  // namespace

std::int64_t now_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Crowd::Crowd(CrowdOptions options, Received received)
    : options_(std::move(options)),
      received_(std::move(received)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      clients_(options_.count) {
  if (epoll_ < 0) {
    give_up("epoll");
  }
  if (options_.tls) {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context_, SSL_VERIFY_NONE, nullptr);  // the server is our own
    SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
  }
}

Crowd::~Crowd() {
  for (Client& client : clients_) {
    client.session.reset();
    if (client.socket >= 0) {
      ::close(client.socket);
    }
  }
  SSL_CTX_free(context_);
  ::close(epoll_);
}

void Crowd::gather() {
  for (std::size_t next = 0; next < clients_.size() || under_way_ > 0;) {
    while (next < clients_.size() && under_way_ < under_way_max) {
      connect(next++);
    }
    static_cast<void>(turn(100, -1));
  }
}

void Crowd::connect(std::size_t number) {
  Client& client = clients_[number];
  client.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client.socket < 0) {
    give_up("socket");
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr =
      htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(number % options_.sources));
  const int on = 1;
  ::setsockopt(client.socket, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &on, sizeof on);
  if (options_.sources > 1 &&
      ::bind(client.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    give_up("bind");
  }
  if (!options_.reads) {
    const int small = 4096;
    ::setsockopt(client.socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  }
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(options_.port);
  if (::connect(client.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS) {
    give_up("connect");
  }
  client.state = State::connecting;
  client.sent = 0;
  ++under_way_;
  epoll_event wanted{};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.u64 = number;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.socket, &wanted) != 0) {
    give_up("epoll");
  }
}

bool Crowd::turn(int milliseconds, int descriptor) {
  constexpr std::uint64_t the_descriptor = ~std::uint64_t{0};
  if (descriptor >= 0) {
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    wanted.data.u64 = the_descriptor;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &wanted);  // or it is there already
  }
  std::array<epoll_event, 512> events{};
  const int count = ::epoll_wait(epoll_, events.data(), events.size(), milliseconds);
  bool readable = false;
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    if (event.data.u64 == the_descriptor) {
      readable = true;
      continue;
    }
    const auto number = static_cast<std::size_t>(event.data.u64);
    const bool over = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (over && !options_.reads) {
      end(number);
    } else {
      handle(number);
    }
  }
  return readable;
}

void Crowd::handle(std::size_t number) {
  Client& client = clients_[number];
  if (client.state != State::asked) {
    advance(client);
  }
  if (client.state == State::asked && options_.reads) {
    read(number);
  }
}

// Connecting, shaking hands, asking.
void Crowd::advance(Client& client) {
  if (client.state == State::connecting) {
    int failed = 0;
    socklen_t size = sizeof failed;
    ::getsockopt(client.socket, SOL_SOCKET, SO_ERROR, &failed, &size);
    if (failed != 0) {
      errno = failed;
      give_up("connect");
    }
    client.state = State::sending;
    if (options_.tls) {
      client.session.reset(SSL_new(context_));
      SSL_set_fd(client.session.get(), client.socket);
      client.state = State::shaking;
    }
  }
  if (client.state == State::shaking) {
    const int done = SSL_connect(client.session.get());
    if (done != 1) {
      const int why = SSL_get_error(client.session.get(), done);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
        give_up("handshake");
      }
      return;
    }
    client.state = State::sending;
  }
  while (client.sent < options_.request.size()) {
    std::string rest = options_.request.substr(client.sent);
    const long count = move(client, true, rest.data(), rest.size());
    if (count <= 0) {
      return;
    }
    client.sent += static_cast<std::size_t>(count);
  }
  client.state = State::asked;
  --under_way_;
}

long Crowd::move(Client& client, bool out, void* bytes, std::size_t size) {
  if (client.session) {
    return out ? SSL_write(client.session.get(), bytes, static_cast<int>(size))
               : SSL_read(client.session.get(), bytes, static_cast<int>(size));
  }
  return out ? ::send(client.socket, bytes, size, MSG_NOSIGNAL)
             : ::recv(client.socket, bytes, size, 0);
}

void Crowd::read(std::size_t number) {
  Client& client = clients_[number];
  static std::array<char, 65536> block;
  while (true) {
    const long count = move(client, false, block.data(), block.size());
    if (count > 0) {
      received_(number, {block.data(), static_cast<std::size_t>(count)});
      continue;
    }
    const bool waits =
        client.session
            ? SSL_get_error(client.session.get(), static_cast<int>(count)) == SSL_ERROR_WANT_READ
            : count < 0 && errno == EAGAIN;
    if (!waits) {
      end(number);
    }
    return;
  }
}

void Crowd::end(std::size_t number) {
  Client& client = clients_[number];
  ++ended_;
  if (client.state != State::asked) {
    --under_way_;
  }
  client.session.reset();
  ::close(client.socket);
  client.socket = -1;
  client.state = State::idle;
  if (options_.comes_back) {
    connect(number);
  }
}

}  // namespace cairn::bench

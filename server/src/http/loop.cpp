// Accepting, sweeping, draining.
#include "http/loop.hpp"

#include <linux/filter.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdio>
#include <ctime>
#include <exception>
#include <system_error>
#include <utility>

#include "auth/network_address.hpp"
#include "http/http_date.hpp"
#include "http/response.hpp"

namespace cairn::http {
namespace {

constexpr std::size_t accepted_per_turn_max = 64;

SystemError share_port(Tcp::acceptor& acceptor) {
  const int on = 1;
  const int failed =
      ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
  return failed == 0 ? SystemError() : SystemError(errno, boost::system::system_category());
}

// Lets nobody begin to connect any more: who has connected when a listening socket closes, and is
// not accepted yet, would be reset. Whoever tries now tries again, and finds the port closed.
void drop_new_clients(Tcp::acceptor& acceptor) {
  constexpr unsigned flags_offset = 13;  // in the TCP header, where a socket's filter begins
  constexpr unsigned syn = 0x02;
  constexpr unsigned everything = 0xFFFFFFFF;
  std::array<sock_filter, 4> filter{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_offset),
                                     BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, syn, 0, 1),
                                     BPF_STMT(BPF_RET | BPF_K, 0),
                                     BPF_STMT(BPF_RET | BPF_K, everything)}};
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  // Where it cannot be had, a client may be reset; nothing else is lost.
  static_cast<void>(::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &program,
                                 sizeof program));
}

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// A socket that does not block; none, with an error in `errno`, if there is no client to accept.
// Not Asio's accept(): it would register the socket, which is the work of SocketEvents.
base::Descriptor accept_one(Tcp::acceptor& acceptor, Tcp::endpoint& peer) {
  auto length = static_cast<socklen_t>(peer.capacity());
  base::Descriptor socket(
      ::accept4(acceptor.native_handle(), peer.data(), &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.open()) {
    peer.resize(length);
  }
  return socket;
}

// An IPv4 client of a socket that listens for both shows its IPv4 address.
std::string text_of(const asio::ip::address& address) {
  const auto parsed = auth::NetworkAddress::parse(address.to_string());
  return parsed ? parsed->text() : address.to_string();  // one with a zone
}

std::string random_prefix() {
  unsigned bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits) {
    bits = static_cast<unsigned>(
        std::chrono::steady_clock::now().time_since_epoch().count());  // unique enough for a log
  }
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%06x", bits & 0xFFFFFFU);
  return text.data();
}

}  // namespace

Loop::Loop(const Options& options, service::ConfigService& service,
           const auth::Authenticator& authenticator, ConnectionLimits& limits, const TlsKeeper* tls,
           service::Encryption* encryption, hooks::Monitor* monitor, observe::RequestMeters& meters)
    : options_(options),
      limits_(limits),
      tls_(tls),
      context_(std::make_shared<asio::io_context>(1)),
      dispatcher_(std::make_shared<Dispatcher>(
          options, service, authenticator,
          [context = context_](std::function<void()> job) { asio::post(*context, std::move(job)); },
          encryption, monitor, &meters)),
      acceptor_(*context_),
      events_(*context_),
      sweep_timer_(*context_),
      door_timer_(*context_),
      drain_timer_(*context_),
      deadlines_(options.timeouts),
      authenticator_(authenticator),
      access_generation_(authenticator.generation()),
      meter_(meters.add()),
      id_prefix_(random_prefix()) {}

Result<void> Loop::listen(const Tcp::endpoint& endpoint) {
  SystemError failed;
  const auto step = [&failed](auto&& call) {
    if (!failed) {
      call();
    }
  };
  step([&] { acceptor_.open(endpoint.protocol(), failed); });
  step([&] { acceptor_.set_option(Tcp::acceptor::reuse_address(true), failed); });
  step([&] { failed = share_port(acceptor_); });
  if (endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
    step([&] { acceptor_.set_option(asio::ip::v6_only(false), failed); });
  }
  step([&] { acceptor_.bind(endpoint, failed); });
  step([&] { acceptor_.listen(options_.backlog, failed); });
  step([&] { acceptor_.non_blocking(true, failed); });
  // What is accepted inherits it.
  step([&] { acceptor_.set_option(Tcp::no_delay(true), failed); });
  if (failed) {
    return fail(ErrorCode::unavailable, "listening on " + endpoint.address().to_string() + ":" +
                                            std::to_string(endpoint.port()) + ": " +
                                            failed.message());
  }
  return events_.open();
}

void Loop::run() {
  wait_acceptable();
  wait_sweep();
  while (true) {
    try {
      context_->run();
      break;
    } catch (const std::exception& bug) {
      log_.error("a network callback threw", {{"what", bug.what()}});
    }
  }
  // Callbacks of what was closed run out, so that nothing of this loop is left in them.
  close_all();
  context_->restart();
  context_->poll();
}

void Loop::wait_acceptable() {
  acceptor_.async_wait(Tcp::acceptor::wait_read, [this](SystemError failed) {
    if (!failed) {
      accept_some(accepted_per_turn_max);
      if (acceptor_.is_open() && !accepting_paused_) {
        wait_acceptable();
      }
    }
  });
}

void Loop::accept_some(std::size_t count_max) {
  for (std::size_t i = 0; i < count_max; ++i) {
    Tcp::endpoint peer;
    base::Descriptor socket = accept_one(acceptor_, peer);
    if (socket.open()) {
      adopt(std::move(socket), peer);
      continue;
    }
    const int error = errno;
    if (is_shortage(error)) {
      log_.error("no connection can be accepted",
                 {{"reason", std::generic_category().message(error)}});
      accepting_paused_ = true;
      return;
    }
    if (error == EAGAIN || error == EWOULDBLOCK || error == EBADF) {
      return;
    }  // else this client is gone already
  }
}

void Loop::adopt(base::Descriptor socket, const Tcp::endpoint& peer) {
  std::string address = text_of(peer.address());
  const Admission admission = limits_.enter(counted_as(address));
  if (admission == Admission::none) {
    turn_away(socket);
    return;
  }
  auto connection =
      std::make_shared<Connection>(std::move(socket), tls_ == nullptr ? nullptr : tls_->current(),
                                   *this, std::move(address), admission);
  connection->start(deadlines_.add(connection, std::chrono::steady_clock::now()));
}

// Beyond all limits: nothing is kept of this client.
void Loop::turn_away(const base::Descriptor& socket) {
  if (tls_ != nullptr) {
    return;  // A handshake costs more than there is for it.
  }
  constexpr std::string_view busy =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\n"
      "Connection: close\r\n\r\n";
  static_cast<void>(::send(socket.number(), busy.data(), busy.size(), MSG_NOSIGNAL));
  // Closing with a request unread would reset the connection, and the answer could be lost.
  static_cast<void>(::recv(socket.number(), scratch_.data(), scratch_.size(), 0));
}

bool Loop::trusts(const std::string& address) const {
  if (options_.trusted_proxies.empty()) {
    return false;
  }
  const auto parsed = auth::NetworkAddress::parse(address);
  return parsed && options_.trusted_proxies.has(*parsed);
}

std::string Loop::counted_as(const std::string& address) const {
  const auto parsed = auth::NetworkAddress::parse(address);
  if (parsed && options_.trusted_proxies.has(*parsed)) {
    return {};
  }
  return parsed ? parsed->counted_as() : address;
}

void Loop::remove(Deadlines<Connection>::Position position, const std::string& address,
                  Admission admission) {
  limits_.leave(counted_as(address), admission);
  deadlines_.remove(position);
  end_if_drained();
}

void Loop::wait_sweep() {
  sweep_timer_.expires_after(draining_ ? options_.timeouts.drain_sweep_interval
                                       : options_.timeouts.sweep_interval);
  sweep_timer_.async_wait([this](SystemError failed) {
    if (!failed) {
      sweep();
      wait_sweep();
    }
  });
}

void Loop::sweep() {
  for (const auto& connection : deadlines_.over(std::chrono::steady_clock::now())) {
    connection->expire();
  }
  const std::uint64_t generation = authenticator_.generation();
  if (std::exchange(access_generation_, generation) != generation) {
    for (const auto& connection : deadlines_.all()) {
      connection->check_again();
    }
  }
  if (accepting_paused_ && acceptor_.is_open()) {
    accepting_paused_ = false;
    wait_acceptable();
  }
}

void Loop::begin_drain() {
  asio::post(*context_, [this] { drain(); });
}

void Loop::drain() {
  if (draining_) {
    return;
  }
  draining_ = true;
  drop_new_clients(acceptor_);
  door_timer_.expires_after(options_.timeouts.door);
  door_timer_.async_wait([this](SystemError) { close_door(); });
  for (const auto& connection : deadlines_.all()) {
    connection->drain();
  }
  drain_timer_.expires_after(options_.timeouts.drain);
  drain_timer_.async_wait([this](SystemError failed) {
    if (!failed) {
      log_.warn("connections cut off", {{"count", std::to_string(deadlines_.size())}});
      close_all();
    }
  });
  wait_sweep();
}

void Loop::close_door() {
  accept_some(options_.connections_max);
  SystemError ignored;
  acceptor_.close(ignored);
  end_if_drained();
}

void Loop::close_all() {
  for (const auto& connection : deadlines_.all()) {
    connection->close();
  }
}

void Loop::end_if_drained() {
  if (draining_ && !acceptor_.is_open() && deadlines_.size() == 0) {
    context_->stop();
  }
}

std::string_view Loop::date_field() {
  const std::int64_t now = std::time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    date_field_ = "Date: " + format_http_date(now) + "\r\n";
  }
  return date_field_;
}

std::string Loop::next_id() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string id = id_prefix_ + "000000000";
  std::uint64_t count = id_count_++;
  for (std::size_t at = id.size(); at > id_prefix_.size(); count >>= 4U) {
    id[--at] = digits[count & 0xFU];
  }
  return id;
}

}  // namespace cairn::http

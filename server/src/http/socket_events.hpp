// SocketEvents: tells who owns the sockets of a loop when they can be read or written. A socket is
// registered once, for as long as it is open. Asio would do it anew for every wait: one more call
// to the kernel for every request.
//
// Thread-safety: for the thread of its loop. Ownership: the sockets are somebody else's.
// Cost: one call for up to 64 sockets to which something happened.
#pragma once

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "cairn/result.hpp"
#include "http/asio.hpp"

namespace cairn::http {

// What a socket may be ready for. It is told when it begins: who was told has to go on until there
// is no more, or call again().
struct SocketEvent {
  bool readable = false;
  bool writable = false;
  bool hung_up = false;  // the peer sends no more; what it sent before may still be read
};

class SocketListener {
 public:
  virtual void on_socket(SocketEvent event) = 0;

 protected:
  SocketListener() = default;
  ~SocketListener() = default;
  SocketListener(const SocketListener&) = default;
  SocketListener& operator=(const SocketListener&) = default;

 private:
  friend class SocketEvents;
  bool called_again_ = false;
};

class SocketEvents {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit SocketEvents(asio::io_context& context) : context_(context), epoll_(context) {}
  SocketEvents(const SocketEvents&) = delete;
  SocketEvents& operator=(const SocketEvents&) = delete;

  // Errors: unavailable when the system has no descriptors left.
  [[nodiscard]] Result<void> open();
  // Tells the listener of this socket, also of what it is ready for already. False when the system
  // has no room left for it.
  [[nodiscard]] bool add(int socket, SocketListener& listener);
  // Nothing is told any more, also of what was seen already. To be called before the socket is
  // closed.
  void remove(int socket, SocketListener& listener);
  // Tells the listener once more that its socket may be readable, when others have had their turn.
  void again(SocketListener& listener);

  // The time; while listeners are told, that at which what they are told was seen.
  [[nodiscard]] Time now() const { return turn_ ? *turn_ : std::chrono::steady_clock::now(); }

 private:
  static constexpr std::size_t events_max = 64;

  void wait();
  void look();
  void tell(SocketListener* listener, SocketEvent event);
  void tell_again();
  void tell_again_soon();

  asio::io_context& context_;
  asio::posix::stream_descriptor epoll_;  // Asio waits for it as for any descriptor
  // Who is to be told: in this turn, again, and again in this turn. Null for who went meanwhile.
  std::array<SocketListener*, events_max> seen_{};
  std::vector<SocketListener*> again_;
  std::vector<SocketListener*> again_now_;
  bool again_soon_ = false;  // those of `again_` will be told
  std::optional<Time> turn_;
  const base::Log log_{"http"};
};

}  // namespace cairn::http

// HangUps: tells when a peer has ended its connection although bytes of it lie unread in front of
// that end, where reading would not see it.
//
// Thread-safety: for the thread of its loop. Cost: nothing until the first client is watched; then
// one descriptor, and one entry per client.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <unordered_map>

#include "http/asio.hpp"

namespace cairn::http {

class HangUps {
 public:
  explicit HangUps(asio::io_context& context) : waiting_(context) {}
  HangUps(const HangUps&) = delete;
  HangUps& operator=(const HangUps&) = delete;

  // Calls `gone` once, when the peer has ended or reset this socket. False, and there will be no
  // call, when the system has no descriptors left.
  [[nodiscard]] bool watch(int socket, std::function<void()> gone);
  // To be called before the socket is closed.
  void forget(int socket);

 private:
  void wait();
  void look();

  asio::posix::stream_descriptor waiting_;  // an epoll instance of its own
  std::unordered_map<int, std::function<void()>> watched_;
};

}  // namespace cairn::http

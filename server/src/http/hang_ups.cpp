// The loop's own epoll instance, which is Asio's, does not ask for EPOLLRDHUP; this one does
// nothing else, and Asio waits for it as for any descriptor.
#include "http/hang_ups.hpp"

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <utility>

namespace cairn::http {

bool HangUps::watch(int socket, std::function<void()> gone) {
  if (!waiting_.is_open()) {
    const int made = ::epoll_create1(EPOLL_CLOEXEC);
    if (made < 0) {
      return false;
    }
    waiting_.assign(made);
    wait();
  }
  epoll_event wanted{};
  wanted.events = EPOLLRDHUP | EPOLLONESHOT;
  wanted.data.fd = socket;
  if (::epoll_ctl(waiting_.native_handle(), EPOLL_CTL_ADD, socket, &wanted) != 0) {
    return false;
  }
  watched_[socket] = std::move(gone);
  return true;
}

void HangUps::forget(int socket) {
  if (watched_.erase(socket) != 0) {
    // What fails here is gone already.
    static_cast<void>(::epoll_ctl(waiting_.native_handle(), EPOLL_CTL_DEL, socket, nullptr));
  }
}

void HangUps::wait() {
  waiting_.async_wait(asio::posix::stream_descriptor::wait_read, [this](SystemError failed) {
    if (!failed) {
      look();
      wait();
    }
  });
}

void HangUps::look() {
  std::array<epoll_event, 64> events{};
  const int count = ::epoll_wait(waiting_.native_handle(), events.data(), events.size(), 0);
  for (int i = 0; i < count; ++i) {
    const auto found = watched_.find(events.at(static_cast<std::size_t>(i)).data.fd);
    if (found != watched_.end()) {
      const auto gone = std::move(found->second);
      forget(found->first);
      gone();
    }
  }
}

}  // namespace cairn::http

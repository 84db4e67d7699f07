// An epoll instance of its own, edge-triggered, inside of Asio's.
#include "http/socket_events.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace cairn::http {
namespace {

SocketEvent event_of(unsigned happened) {
  const bool over = (happened & (EPOLLHUP | EPOLLERR)) != 0;
  return {over || (happened & (EPOLLIN | EPOLLRDHUP)) != 0, over || (happened & EPOLLOUT) != 0,
          over || (happened & EPOLLRDHUP) != 0};
}

}  // namespace

Result<void> SocketEvents::open() {
  const int made = ::epoll_create1(EPOLL_CLOEXEC);
  if (made < 0) {
    return fail(ErrorCode::unavailable,
                "no epoll instance: " + std::generic_category().message(errno));
  }
  epoll_.assign(made);
  wait();
  return {};
}

bool SocketEvents::add(int socket, SocketListener& listener) {
  epoll_event wanted{};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.ptr = &listener;
  return ::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_ADD, socket, &wanted) == 0;
}

void SocketEvents::remove(int socket, SocketListener& listener) {
  // What fails here is gone already.
  static_cast<void>(::epoll_ctl(epoll_.native_handle(), EPOLL_CTL_DEL, socket, nullptr));
  SocketListener* const none = nullptr;
  std::replace(seen_.begin(), seen_.end(), &listener, none);
  if (std::exchange(listener.called_again_, false)) {
    std::replace(again_.begin(), again_.end(), &listener, none);
    std::replace(again_now_.begin(), again_now_.end(), &listener, none);
  }
}

void SocketEvents::again(SocketListener& listener) {
  if (!std::exchange(listener.called_again_, true)) {
    again_.push_back(&listener);
    tell_again_soon();
  }
}

void SocketEvents::tell_again_soon() {
  if (!std::exchange(again_soon_, true)) {
    asio::post(context_, [this] { tell_again(); });
  }
}

void SocketEvents::wait() {
  epoll_.async_wait(asio::posix::stream_descriptor::wait_read, [this](SystemError failed) {
    if (!failed) {
      look();
      wait();
    }
  });
}

void SocketEvents::look() {
  std::array<epoll_event, events_max> events{};
  const int count = ::epoll_wait(epoll_.native_handle(), events.data(), events.size(), 0);
  const auto all = static_cast<std::size_t>(std::max(0, count));
  turn_ = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < all; ++i) {
    seen_[i] = static_cast<SocketListener*>(events[i].data.ptr);
  }
  again_soon_ = true;
  for (std::size_t i = 0; i < all; ++i) {
    tell(std::exchange(seen_[i], nullptr), event_of(events[i].events));
  }
  tell_again();
  turn_.reset();
}

void SocketEvents::tell_again() {
  again_now_.swap(again_);
  for (std::size_t i = 0; i < again_now_.size(); ++i) {
    if (SocketListener* const listener = std::exchange(again_now_[i], nullptr)) {
      listener->called_again_ = false;
      tell(listener, {true, false, false});
    }
  }
  again_now_.clear();
  again_soon_ = false;
  if (!again_.empty()) {
    tell_again_soon();
  }
}

// An edge is told only once, so what one listener throws must not take it from the next one.
void SocketEvents::tell(SocketListener* listener, SocketEvent event) {
  try {
    if (listener != nullptr) {
      listener->on_socket(event);
    }
  } catch (const std::exception& bug) {
    log_.error("a network callback threw", {{"what", bug.what()}});
  }
}

}  // namespace cairn::http

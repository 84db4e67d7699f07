// WatchedServer: a server without a network, whose state a test changes while a program follows it;
// and Pauses, in which such a program stands still until the test lets it go on.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "fetch/fetcher.hpp"

namespace cairn::test {

class WatchedServer : public fetch::Transport {
 public:
  fetch::Exchange get(const fetch::HttpRequest& request, const std::stop_token& stop) override {
    std::unique_lock lock(mutex_);
    const std::string known = header(request, "If-None-Match");
    const bool asked = waits_ && !header(request, "Prefer").empty();
    ++requests_;
    moved_.notify_all();
    if (asked && tagged_) {
      clock += 1'000;
      ++parked_;
      moved_.notify_all();
      moved_.wait(lock, stop, [&] { return status_ != 200 || tag() != known || let_go_ > 0; });
      --parked_;
      let_go_ = let_go_ > 0 ? let_go_ - 1 : 0;
    }
    if (stop.stop_requested()) {
      return tl::unexpected(
          fetch::TransportFailure{fetch::TransportProblem::stopped, "stopped by the caller"});
    }
    if (status_ == 0) {
      return tl::unexpected(
          fetch::TransportFailure{fetch::TransportProblem::not_connected, "refused"});
    }
    return answer(known, asked);
  }

  // What is served from now on. "k" has this value.
  void set(const std::string& value) {
    change([&] { value_ = value; });
  }
  void set_status(int status) {  // 0: it cannot be reached
    change([&] { status_ = status; });
  }
  void set_html() {
    change([&] { type_ = "text/html"; });
  }
  void set_tagged(bool tagged) {
    change([&] { tagged_ = tagged; });
  }
  void set_waits(bool waits) {
    change([&] { waits_ = waits; });
  }
  // Ends the wait of one request: nothing changed.
  void let_one_go() {
    change([&] { ++let_go_; });
  }

  // Until so many requests are held.
  void await_parked(int count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return parked_ == count; });
  }
  void await_requests(int count) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return requests_ >= count; });
  }
  [[nodiscard]] int requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  std::atomic<std::int64_t> clock = 0;  // milliseconds

 private:
  template <typename Change>
  void change(const Change& change) {
    const std::lock_guard lock(mutex_);
    change();
    moved_.notify_all();
  }

  [[nodiscard]] std::string tag() const { return "\"" + value_ + "\""; }

  [[nodiscard]] static std::string header(const fetch::HttpRequest& request,
                                          const std::string& name) {
    for (const fetch::HttpHeader& header : request.headers) {
      if (header.name == name) {
        return std::string(header.value.reveal());
      }
    }
    return {};
  }

  [[nodiscard]] fetch::HttpAnswer answer(const std::string& known, bool asked) const {
    fetch::HttpAnswer answer;
    answer.status = status_;
    answer.content_type = type_;
    answer.etag = tagged_ ? tag() : "";
    answer.applied = asked ? "wait=45" : "";
    if (status_ == 200 && tagged_ && known == tag()) {
      answer.status = 304;
    } else {
      answer.body = R"({"name":"shop","propertySources":[{"name":"s","source":{"k":")" + value_ +
                    R"(","same":1}}]})";
    }
    return answer;
  }

  std::mutex mutex_;
  std::condition_variable_any moved_;
  std::string value_ = "one";
  std::string type_ = "application/json";
  int status_ = 200;
  bool tagged_ = true;
  bool waits_ = true;
  int let_go_ = 0;
  int parked_ = 0;
  int requests_ = 0;
};

class Pauses {
 public:
  // What a Fetcher's surroundings call.
  bool pause(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (time.count() > 0) {
      taken_.push_back(time);
      moved_.notify_all();
      moved_.wait(lock, stop, [&] { return released_ >= taken_.size(); });
    }
    return !stop.stop_requested();
  }

  // Until the n-th pause began, n from 1. How long it would be.
  std::chrono::milliseconds await(std::size_t n) {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return taken_.size() >= n; });
    return taken_[n - 1];
  }
  // Ends the n-th pause.
  void release(std::size_t n) {
    const std::lock_guard lock(mutex_);
    released_ = n;
    moved_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any moved_;
  std::vector<std::chrono::milliseconds> taken_;
  std::size_t released_ = 0;
};

}  // namespace cairn::test

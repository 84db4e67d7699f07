// Loop: one network thread: its io_context, its listening socket, its connections, its cache.
//
// Thread-safety: run() is the thread; begin_drain() and post() may be called from any other.
// Everything else is for the loop's own thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "auth/authenticator.hpp"
#include "base/descriptor.hpp"
#include "base/hidden_buffer.hpp"
#include "base/log.hpp"
#include "cairn/result.hpp"
#include "http/asio.hpp"
#include "http/connection.hpp"
#include "http/connection_limits.hpp"
#include "http/deadlines.hpp"
#include "http/dispatcher.hpp"
#include "http/gate.hpp"
#include "http/options.hpp"
#include "http/request_head.hpp"
#include "http/socket_events.hpp"
#include "http/tls_keeper.hpp"
#include "service/config_service.hpp"

namespace cairn::http {

class Loop {
 public:
  // What is passed by reference, or as a pointer, must outlive the loop. `tls` is null for none.
  Loop(const Options& options, service::ConfigService& service,
       const auth::Authenticator& authenticator, ConnectionLimits& limits, const TlsKeeper* tls,
       service::Encryption* encryption, hooks::Monitor* monitor, observe::RequestMeters& meters);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Opens the listening socket, shared with the other loops. Errors: unavailable.
  [[nodiscard]] Result<void> listen(const Tcp::endpoint& endpoint);
  // Serves until a drain is over.
  void run();
  // Takes what waits to be accepted, then no more; ends run() when every connection is gone, or
  // after the time for draining.
  void begin_drain();

  // For connections.
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] Dispatcher& dispatcher() { return *dispatcher_; }
  [[nodiscard]] observe::RequestMeter& meter() { return meter_; }
  [[nodiscard]] asio::mutable_buffer scratch() { return {scratch_.data(), scratch_.size()}; }
  [[nodiscard]] asio::mutable_buffer write_scratch() {
    return {write_scratch_.data(), write_scratch_.size()};
  }
  [[nodiscard]] RequestHead& head() { return head_; }
  [[nodiscard]] Request& request() { return request_; }
  [[nodiscard]] std::string& moving() { return moving_; }
  [[nodiscard]] bool draining() const { return draining_; }
  [[nodiscard]] ConnectionLimits& limits() { return limits_; }
  [[nodiscard]] bool trusts(const std::string& address) const;
  // What the limits of one address count it as; "" for a trusted proxy.
  [[nodiscard]] std::string counted_as(const std::string& address) const;
  [[nodiscard]] const base::Log& log() const { return log_; }
  void arm(Deadlines<Connection>::Position position, Waiting waiting) {
    deadlines_.arm(position, waiting, events_.now());
  }
  void remove(Deadlines<Connection>::Position position, const std::string& address,
              Admission admission);
  void post(std::function<void()> job) { asio::post(*context_, std::move(job)); }
  [[nodiscard]] asio::steady_timer make_timer() { return asio::steady_timer(*context_); }
  [[nodiscard]] SocketEvents& events() { return events_; }
  // "Date: ...\r\n".
  [[nodiscard]] std::string_view date_field();
  // A new request id: 15 characters, different for every request of the process' life.
  [[nodiscard]] std::string next_id();

 private:
  void wait_acceptable();
  void accept_some(std::size_t count_max);
  void adopt(base::Descriptor socket, const Tcp::endpoint& peer);
  void turn_away(const base::Descriptor& socket);
  void wait_sweep();
  void sweep();
  void drain();
  void close_door();
  void close_all();
  void end_if_drained();

  const Options& options_;
  ConnectionLimits& limits_;
  const TlsKeeper* const tls_;
  const std::shared_ptr<asio::io_context> context_;  // shared with callbacks that come late
  const std::shared_ptr<Dispatcher> dispatcher_;
  Tcp::acceptor acceptor_;
  SocketEvents events_;
  asio::steady_timer sweep_timer_;
  asio::steady_timer door_timer_;
  asio::steady_timer drain_timer_;
  Deadlines<Connection> deadlines_;
  const auth::Authenticator& authenticator_;
  std::uint64_t access_generation_ = 0;  // of credentials and rules, when who waits was checked
  bool draining_ = false;
  bool accepting_paused_ = false;  // no descriptors left; the next sweep tries again

  // Used by one connection at a time, within one callback.
  observe::RequestMeter& meter_;
  static constexpr std::size_t scratch_bytes = 16384;
  const base::HiddenBuffer scratch_{scratch_bytes};
  const base::HiddenBuffer write_scratch_{
      scratch_bytes};  // of a record, which TLS writes in one piece
  RequestHead head_;
  Request request_;
  std::string moving_;

  std::string date_field_;
  std::int64_t date_second_ = 0;
  std::string id_prefix_;
  std::uint64_t id_count_ = 0;
  const base::Log log_{"http"};
};

}  // namespace cairn::http

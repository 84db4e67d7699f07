// Connection: one client's socket and where it stands: reading a request, waiting for its answer,
// writing it. A state machine of callbacks; requests are answered one at a time, in order.
//
// Thread-safety: for the thread of its loop. Ownership: the loop owns it; what waits for the socket
// keeps it until it was called. An idle connection owns no buffer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "auth/principal.hpp"
#include "http/asio.hpp"
#include "http/connection_limits.hpp"
#include "http/deadlines.hpp"
#include "http/dispatcher.hpp"
#include "http/gate.hpp"
#include "http/response.hpp"
#include "http/wire.hpp"

namespace cairn::http {

class Loop;

class Connection final : public Receiver,
                         public SocketListener,
                         public std::enable_shared_from_this<Connection> {
 public:
  // With a context the client speaks TLS.
  Connection(base::Descriptor socket, const std::shared_ptr<const TlsContext>& tls, Loop& loop,
             std::string address, Admission admission);

  // Begins to read. `position` is where the loop's deadlines have it.
  void start(Deadlines<Connection>::Position position);
  void on_socket(SocketEvent event) override;
  // The response that the dispatcher promised.
  void receive(Response response) override;
  void forbid(Response response) override;
  void park(Watch watch) override;
  // A stream that the dispatcher opened in place of a response, and what is sent in it.
  void open_stream(Stream stream) override;
  void push(const std::shared_ptr<const std::string>& chunk) override;
  [[nodiscard]] std::string_view address() const override { return client(); }
  [[nodiscard]] TraceParent trace() const override { return trace_; }
  // What it waits for took too long.
  void expire();
  // Credentials or rules changed: who waits for a change may have no right to it any more.
  void check_again();
  // The server stops: what runs is finished, a new client may still ask once, an idle connection
  // ends.
  void drain();
  void close();

 private:
  enum class State { handshake, reading, body, waiting, writing, streaming, lingering, closed };

  void shake_hands();
  void wait_readable(Moved::Outcome what = Moved::Outcome::wait_readable);
  void look_for_hang_up();
  void give_up_watch();
  void unpark();
  [[nodiscard]] bool streams() const { return parked_ && parked_->streams; }
  void await_beat();
  void beat();
  void say(std::string_view chunk);
  void stream_on();
  void await_room(Moved::Outcome what);
  void end_stream();
  void cut_off(std::string_view reason);
  void on_readable();
  void on_writable();
  void process(std::string_view bytes, bool kept);
  [[nodiscard]] bool step(std::string_view& rest);
  [[nodiscard]] bool step_body(std::string_view& rest);
  void wipe_read(std::size_t count);
  [[nodiscard]] bool accept_head(std::string_view head, std::string_view& rest);
  void keep(std::string_view rest, bool kept);
  void await_more(Moved::Outcome what = Moved::Outcome::wait_readable);
  void time(Waiting waiting);
  void resume();

  [[nodiscard]] bool admit_client();
  void dismiss_client();
  [[nodiscard]] const std::string& client() const {
    return trusted_ ? client_.address : peer_.address;
  }

  void dispatch();
  void refuse(const Refusal& refusal);
  void send_continue();
  void count(int status);
  void send(Response response);
  void write();
  void write_later(Moved::Outcome what);
  void await_writable(Moved::Outcome what);
  [[nodiscard]] bool has_taken_enough();
  void written();
  void log_access() const;
  void end();
  void discard();

  Wire wire_;
  Loop& loop_;
  auth::Peer peer_;
  const Admission admission_;
  const bool trusted_;    // a proxy whose word about its client's address is believed
  bool counted_ = false;  // the request at hand, for its client's address
  auth::Peer client_;     // of the request at hand, as a trusted proxy names it
  Deadlines<Connection>::Position position_;
  State state_ = State::reading;
  // What has to happen to the socket before reading, and writing, goes on; none: nothing waits.
  std::optional<Moved::Outcome> reader_awaits_;
  std::optional<Moved::Outcome> writer_awaits_;
  bool asked_ = false;  // its first request has come
  // What runs while it waits for a request. It begins once: bytes that make no progress (a part of
  // a head, a record of TLS without content) buy no more time.
  std::optional<Waiting> timed_;
  bool keep_alive_ = true;    // of the request at hand, with the next two
  bool old_version_ = false;  // HTTP/1.0
  std::string id_;
  TraceParent trace_;  // of a request that is not answered on the spot
  std::string input_;  // bytes that are no whole request yet, or wait for their turn
  std::size_t looked_ = 0;
  std::string held_head_;  // of a request whose body is still coming
  std::uint64_t body_left_ = 0;
  bool body_wanted_ = false;
  std::string body_;        // of a request that wants it, as far as it has come
  bool took_text_ = false;  // a body with a text for a cipher went through: buffers are wiped
  std::size_t discarded_ = 0;

  // The response on its way: the fields of the moment, and how many bytes of it are gone.
  Response response_;
  std::string_view moving_;  // in the loop's scratch space, or in `kept_moving_`
  std::string kept_moving_;  // once the socket took only a part
  std::size_t gone_ = 0;
  std::int64_t taken_ = 0;  // of `gone_`, what the client had when its time last began

  struct Access {
    std::string method;
    std::string target;
    TraceParent trace;
  };
  std::unique_ptr<Access> access_;  // only with an access log
  // Of the request at hand, for the figures.
  std::chrono::steady_clock::time_point began_;
  observe::PathKind kind_ = observe::PathKind::unknown;
  observe::MethodKind method_ = observe::MethodKind::other;
  bool waited_ = false;  // for a change

  struct Parked {
    Parked(std::unique_ptr<WatchSeat> its_seat, asio::steady_timer its_timer)
        : seat(std::move(its_seat)), timer(std::move(its_timer)) {}

    std::unique_ptr<WatchSeat> seat;
    asio::steady_timer timer;  // the end of a wait, or the next heartbeat of a stream
    bool streams = false;
    bool bytes_behind = false;  // the client sent more, which nobody reads yet
    bool ending = false;        // the last chunk is in the backlog, with the next one of a stream
    std::string backlog;        // chunks that the socket did not take yet
    std::chrono::steady_clock::time_point end;
  };
  std::unique_ptr<Parked> parked_;  // while it waits for changes
};

}  // namespace cairn::http

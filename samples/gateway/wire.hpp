// Wire: one TCP connection on which cpp-httplib reads and writes messages.
//
// cpp-httplib's own streams begin their time-outs anew with every byte and read heads without a
// limit. This one has a deadline for the whole of what is going on, takes a head as a whole, checks
// it, and hands out no more bytes of a body than were allowed.
//
// Thread-safety: for one thread.
// Ownership: owns the socket.
#pragma once

#include <httplib.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "head.hpp"

namespace gateway {

class Wire : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Fault { none, closed, timed_out, too_large, malformed };
  static constexpr std::size_t head_bytes_max = 32U * 1024;

  explicit Wire(int socket) : socket_(socket) {}
  ~Wire() override;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // Until when what follows has to be done; later is Fault::timed_out.
  void set_deadline(Clock::time_point deadline) { deadline_ = deadline; }
  // How many bytes may follow the next head, those between the chunks included.
  void allow(std::size_t bytes) { left_ = bytes; }

  // Whether bytes come within this time; also when the other side closes.
  [[nodiscard]] bool stirs_within(std::chrono::milliseconds time);
  // Reads the next head; interim ones (1xx) of an answer are passed over. False: see fault().
  [[nodiscard]] bool read_head(HeadOf kind);
  // The same, once cpp-httplib wants to read.
  void expect_head(HeadOf kind) { kind_ = kind, head_expected_ = true; }
  // Ends the connection so that what was written arrives: closing a socket with unread bytes would
  // take it back.
  void end();

  [[nodiscard]] Fault fault() const { return fault_; }

  [[nodiscard]] bool is_readable() const override { return fault_ == Fault::none; }
  [[nodiscard]] bool is_writable() const override { return fault_ == Fault::none; }
  ssize_t read(char* to, std::size_t size) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  bool receive();  // more bytes into in_
  bool await(short what);
  bool fail(Fault fault);

  const int socket_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Fault fault_ = Fault::none;
  std::string in_;           // received
  std::size_t in_at_ = 0;    // of that, handed out
  std::string head_;         // checked
  std::size_t head_at_ = 0;  // of that, handed out
  std::size_t left_ = 0;     // bytes that may follow the head
  HeadOf kind_ = HeadOf::request;
  bool head_expected_ = false;
};

}  // namespace gateway

// Listener: the gateway's side towards its clients: connections in, one request after the other,
// each handed to a function and answered with what that returns.
//
// cpp-httplib accepts, has the threads and reads and writes the messages; a Wire carries them.
// Nothing of a message is changed on the way: no ranges cut, nothing compressed, no forms read.
//
// Thread-safety: run() is for one thread; stop() for any, once run() was called. The handler is
// called from several threads at once.
#pragma once

#include <httplib.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>

#include "wire.hpp"

namespace gateway {

using Headers = httplib::Headers;

struct Incoming {
  std::string method;
  std::string target;   // as it was sent: "/users/7?all"
  std::string address;  // of who asks
  Headers headers;      // without those whose name has a "_"
  // Reads the body, which is read only when wanted. 0, or the status that says why it cannot be.
  std::function<int(std::string& body)> read_body;
};

struct Outgoing {
  int status = 200;
  Headers headers = {};  // Content-Length and Connection are the listener's
  std::string body = {};
};

struct ListenerLimits {
  std::size_t threads = 64;  // requests at once; an idle connection gives way to one that waits
  std::function<std::size_t()> body_bytes_max;  // asked for each request
};

class Listener : private httplib::Server {
 public:
  using Handle = std::function<Outgoing(Incoming&)>;

  Listener(ListenerLimits limits, Handle handle);

  // Whether the port could be had.
  [[nodiscard]] bool bind(const std::string& host, int port);
  // Serves until stop(); returns when the requests under way are answered.
  void run();
  void stop();

 private:
  struct Exchange;

  bool process_and_close_socket(socket_t socket) override;
  bool await_request(Wire& wire, bool first) const;
  bool serve_one(Wire& wire);
  void take_over(httplib::Request& request, Exchange& exchange) const;
  int read_body(Exchange& exchange, const httplib::ContentReader* reader, std::string& body) const;
  void answer(const httplib::ContentReader* reader, httplib::Response& response) const;
  static bool refuse_method(const std::string& method, httplib::Response& response);
  void finish(const httplib::Request& request, httplib::Response& response) const;

  const ListenerLimits limits_;
  const Handle handle_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::size_t> waiting_{0};  // connections that no thread has taken yet
};

}  // namespace gateway

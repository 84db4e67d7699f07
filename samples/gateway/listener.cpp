// Serving connections: what cpp-httplib does not do as a gateway has to.
#include "listener.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>
#include <utility>

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr auto idle_time_max = 15s;   // between two requests of a connection
constexpr auto head_time_max = 10s;   // for a head, from its first byte
constexpr auto body_time_max = 30s;   // for a body
constexpr auto write_time_max = 30s;  // for an answer
constexpr int backlog = 511;          // cpp-httplib's is 5

class CountedQueue : public httplib::TaskQueue {
 public:
  CountedQueue(std::size_t threads, std::atomic<std::size_t>& waiting)
      : pool_(threads), waiting_(waiting) {}

  void enqueue(std::function<void()> job) override {
    ++waiting_;
    pool_.enqueue([this, job = std::move(job)] {
      --waiting_;
      job();
    });
  }
  void shutdown() override { pool_.shutdown(); }

 private:
  httplib::ThreadPool pool_;
  std::atomic<std::size_t>& waiting_;
};

enum class Framing { none, length, chunked, unclear };

// What follows the head. Two lengths, or a length and chunks, are how requests are smuggled.
Framing framing_of(const Headers& headers, std::size_t& length) {
  const std::size_t lengths = headers.count("Content-Length");
  const std::size_t codings = headers.count("Transfer-Encoding");
  if (lengths + codings == 0) {
    return Framing::none;
  }
  if (lengths + codings > 1) {
    return Framing::unclear;
  }
  if (codings == 1) {
    std::string coding = headers.find("Transfer-Encoding")->second;
    std::transform(coding.begin(), coding.end(), coding.begin(), ::tolower);
    return coding == "chunked" ? Framing::chunked : Framing::unclear;
  }
  const std::string& text = headers.find("Content-Length")->second;
  const bool number =
      !text.empty() && text.size() <= 15 &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  length = number ? std::stoull(text) : 0;
  return !number ? Framing::unclear : length == 0 ? Framing::none : Framing::length;
}

bool may_have_body(const std::string& method) {
  return method == "POST" || method == "PUT" || method == "PATCH" || method == "DELETE";
}

Outgoing refusal(int status, std::string words) {
  return {status, {{"Content-Type", "text/plain"}}, std::move(words) + "\n"};
}

}  // namespace

// One request on its way through cpp-httplib, which gives a handler nothing of its connection:
// hence the thread's present one.
struct Listener::Exchange {
  Wire* wire = nullptr;
  Incoming incoming;
  Outgoing outgoing;
  Framing framing = Framing::none;
  std::size_t length = 0;
  bool unread = false;  // a body that nobody has read: the connection cannot go on
  bool last = false;

  static thread_local Exchange* present;
};

thread_local Listener::Exchange* Listener::Exchange::present = nullptr;

// Whether nothing of the kind is served: TRACE would show headers that scripts must not see,
// CONNECT is for other proxies.
bool Listener::refuse_method(const std::string& method, httplib::Response& response) {
  if (may_have_body(method) || method == "GET" || method == "HEAD" || method == "OPTIONS") {
    return false;
  }
  Exchange::present->outgoing = refusal(405, "no such method here");
  response.status = Exchange::present->outgoing.status;
  response.body = Exchange::present->outgoing.body;
  return true;
}

Listener::Listener(ListenerLimits limits, Handle handle)
    : limits_(std::move(limits)), handle_(std::move(handle)) {
  using httplib::ContentReader;
  using httplib::Request;
  using httplib::Response;
  const auto plain = [this](const Request&, Response& to) { answer(nullptr, to); };
  const auto with_body = [this](const Request&, Response& to, const ContentReader& reader) {
    answer(&reader, to);
  };
  Get("/", plain).Options("/", plain);
  Post("/", with_body).Put("/", with_body).Patch("/", with_body).Delete("/", with_body);
  set_pre_routing_handler([](const Request& request, Response& to) {
    return refuse_method(request.method, to) ? HandlerResponse::Handled
                                             : HandlerResponse::Unhandled;
  });
  set_post_routing_handler([this](const Request& request, Response& to) { finish(request, to); });
  new_task_queue = [this] { return new CountedQueue(limits_.threads, waiting_); };
  // Its own would let a second gateway take the same port.
  set_socket_options([](socket_t socket) {
    const int on = 1;
    (void)::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
}

bool Listener::bind(const std::string& host, int port) {
  return bind_to_port(host, port) && ::listen(svr_sock_, backlog) == 0;
}

void Listener::run() {
  listen_after_bind();
}

void Listener::stop() {
  while (!is_running()) {  // before that it cannot be stopped
    std::this_thread::sleep_for(1ms);
  }
  stopping_ = true;
  httplib::Server::stop();
}

bool Listener::process_and_close_socket(socket_t socket) {
  const int on = 1;
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // only a matter of speed
  Wire wire(socket);
  bool first = true;
  while (await_request(wire, first) && serve_one(wire)) {
    first = false;
  }
  wire.end();
  return true;
}

// An idle connection gives its thread away as soon as somebody waits for one.
bool Listener::await_request(Wire& wire, bool first) const {
  const auto end =
      Wire::Clock::now() + (first ? std::chrono::seconds(head_time_max) : idle_time_max);
  while (!wire.stirs_within(50ms)) {
    if (Wire::Clock::now() >= end || stopping_ || (!first && waiting_ > 0)) {
      return false;
    }
  }
  return true;
}

// Whether the connection can go on.
bool Listener::serve_one(Wire& wire) {
  wire.set_deadline(Wire::Clock::now() + head_time_max);
  if (!wire.read_head(HeadOf::request)) {
    const auto fault = wire.fault();
    const bool large = fault == Wire::Fault::too_large;
    if (large || fault == Wire::Fault::malformed) {
      const std::string words = large ? "431 Request Header Fields Too Large" : "400 Bad Request";
      const std::string head =
          "HTTP/1.1 " + words + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      (void)::send(wire.socket(), head.data(), head.size(), MSG_NOSIGNAL);  // it ends anyway
    }
    return false;
  }
  wire.allow(2 * limits_.body_bytes_max() + 64U * 1024);
  wire.set_deadline(Wire::Clock::now() + body_time_max);
  Exchange exchange;
  exchange.wire = &wire;
  Exchange::present = &exchange;
  bool closed = false;
  const bool sent = process_request(
      wire, false, closed, [&](httplib::Request& request) { take_over(request, exchange); });
  Exchange::present = nullptr;
  return sent && !closed && !exchange.last && !exchange.unread && wire.fault() == Wire::Fault::none;
}

// Takes the headers away from cpp-httplib, which would act on them: cut ranges out of the answer,
// compress it, unpack the request's body, read its forms.
void Listener::take_over(httplib::Request& request, Exchange& exchange) const {
  Incoming& incoming = exchange.incoming;
  incoming.method = request.method;
  incoming.target = request.target;
  incoming.address = request.remote_addr;
  // cpp-httplib adds REMOTE_ADDR and others; and to many a back end X_Role and X-Role are one.
  for (const auto& [name, value] : request.headers) {
    if (name.find('_') == std::string::npos) {
      incoming.headers.emplace(name, value);
    }
  }
  exchange.framing = framing_of(incoming.headers, exchange.length);
  exchange.unread = exchange.framing != Framing::none;
  Headers kept;
  for (const char* name : {"Content-Length", "Transfer-Encoding", "Expect", "Connection"}) {
    for (auto [at, end] = incoming.headers.equal_range(name); at != end; ++at) {
      kept.emplace(at->first, at->second);
    }
  }
  request.headers = std::move(kept);
  request.ranges.clear();
  request.path = "/";  // the target is what counts
}

int Listener::read_body(Exchange& exchange, const httplib::ContentReader* reader,
                        std::string& body) const {
  if (exchange.framing == Framing::none) {
    return 0;
  }
  const std::size_t bytes_max = limits_.body_bytes_max();
  if (exchange.framing == Framing::length && exchange.length > bytes_max) {
    return 413;
  }
  const bool whole = (*reader)([&](const char* piece, std::size_t size) {
    body.append(piece, size);
    return body.size() <= bytes_max;
  });
  if (whole) {
    exchange.unread = false;
    return 0;
  }
  return body.size() > bytes_max || exchange.wire->fault() == Wire::Fault::too_large ? 413
         : exchange.wire->fault() == Wire::Fault::timed_out                          ? 408
                                                                                     : 400;
}

void Listener::answer(const httplib::ContentReader* reader, httplib::Response& response) const {
  Exchange& exchange = *Exchange::present;
  if (exchange.framing == Framing::unclear) {
    exchange.outgoing = refusal(400, "the length of the body is not clear");
  } else if (exchange.framing != Framing::none && !may_have_body(exchange.incoming.method)) {
    exchange.outgoing = refusal(400, "a request of this method has no body");
  } else if (exchange.framing == Framing::chunked && exchange.incoming.method == "DELETE") {
    exchange.outgoing = refusal(411, "a DELETE says the length of its body");
  } else {
    exchange.incoming.read_body = [this, &exchange, reader](std::string& body) {
      return read_body(exchange, reader, body);
    };
    exchange.outgoing = handle_(exchange.incoming);
  }
  response.status = exchange.outgoing.status;
  response.body = std::move(exchange.outgoing.body);
  exchange.wire->set_deadline(Wire::Clock::now() + write_time_max);
}

// The last word on the headers of an answer, after cpp-httplib has added its own.
void Listener::finish(const httplib::Request& request, httplib::Response& response) const {
  Exchange& exchange = *Exchange::present;
  Headers headers = std::move(exchange.outgoing.headers);
  const bool without_body = response.status == 204 || response.status == 304;
  if (!without_body && request.method != "HEAD") {
    headers.erase("Content-Length");
    headers.emplace("Content-Length", std::to_string(response.body.size()));
  }
  if (without_body) {
    response.body.clear();
  }
  exchange.last = stopping_ || exchange.unread ||
                  request.get_header_value("Connection") == "close" ||
                  request.version == "HTTP/1.0";
  headers.emplace("Connection", exchange.last ? "close" : "keep-alive");
  response.headers = std::move(headers);
}

}  // namespace gateway

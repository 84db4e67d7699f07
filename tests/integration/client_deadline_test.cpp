// Nothing outlasts the deadline of a request, and a stop ends it at once: against servers that
// drip, stall or never accept, at each stage of an exchange.
#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "fetch/http_transport.hpp"
#include "support/loopback_server.hpp"
#include "support/temporary_directory.hpp"
#include "support/tls_identity.hpp"

using namespace cairn;
using namespace cairn::fetch;
using namespace cairn::testing;
using std::chrono::milliseconds;

namespace {

using Clock = std::chrono::steady_clock;

// Room for a busy machine; a drip would hold the request for ever.
constexpr milliseconds grace{400};

HttpRequest request_to(const std::string& uri) {
  HttpRequest request;
  request.server = parse_uri(uri)->uri;
  request.target = "/shop/dev";
  request.connect_timeout = milliseconds(5000);
  request.deadline = milliseconds(5000);
  request.body_bytes_max = 1'000'000;
  return request;
}

struct Timed {
  Exchange exchange;
  milliseconds took;
};

// A transport that trusts a certificate of its own: reading the system's would take its time.
std::shared_ptr<Transport> transport_through(const std::string& proxy) {
  const TemporaryDirectory directory;
  TlsOptions tls;
  tls.ca_file = directory / "ca.pem";
  std::ofstream(tls.ca_file) << TlsIdentity("DNS:localhost").certificate_pem();
  const auto transport = make_http_transport(tls, proxy, true);
  REQUIRE(transport.has_value());
  return *transport;
}

Timed timed_get(const HttpRequest& request, const std::string& proxy = "",
                const std::stop_token& stop = {}) {
  const auto transport = transport_through(proxy);
  const auto began = Clock::now();
  Exchange exchange = transport->get(request, stop);
  return {std::move(exchange), std::chrono::duration_cast<milliseconds>(Clock::now() - began)};
}

// A server that never comes to an end, at one stage.
struct Stage {
  std::string name;
  LoopbackServer::Serve serve;
  bool https = false;
  bool as_proxy = false;
};

std::vector<Stage> stages() {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  // A handshake record that promises 16,000 bytes, then comes one by one.
  const std::string record = std::string("\x16\x03\x03\x3e\x80\x02\x00\x3e\x7c", 9);
  const auto after_request = [](const std::string& start, const std::string& again) {
    return [start, again](int connection) {
      (void)read_head(connection);  // whatever it says
      drip(connection, start, again);
    };
  };
  return {
      {"silence", [](int connection) { wait_for_end(connection); }},
      {"status line", after_request("", "HTTP/1.1 200 OOOOOOOOOOOOOOOOOOOOOOO")},
      {"head", after_request(head, "X-A: b\r\n")},
      {"body with a length", after_request(head + "Content-Length: 100000\r\n\r\n", " ")},
      {"body without a length", after_request(head + "\r\n", " ")},
      {"chunks", after_request(head + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n")},
      {"handshake", [record](int connection) { drip(connection, record, "x"); }, true},
      {"silent handshake", [](int connection) { wait_for_end(connection); }, true},
      {"tunnel", after_request("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), true, true},
  };
}

}  // namespace

TEST_SUITE("client deadlines") {
  TEST_CASE("a server that drips at any stage does not outlast the deadline") {
    for (const Stage& stage : stages()) {
      CAPTURE(stage.name);
      LoopbackServer server(stage.serve);
      HttpRequest request = request_to((stage.https ? "https://" : "http://") + server.authority());
      request.deadline = milliseconds(300);
      const auto [exchange, took] = timed_get(request, stage.as_proxy ? server.uri() : "");

      REQUIRE_FALSE(exchange.has_value());
      CHECK(exchange.error().problem == TransportProblem::timed_out);
      CHECK(took >= milliseconds(300));
      CHECK(took < milliseconds(300) + grace);
    }
  }

  TEST_CASE("a stop from another thread ends a request at any stage within 100 ms") {
    for (const Stage& stage : stages()) {
      CAPTURE(stage.name);
      LoopbackServer server(stage.serve);
      const auto transport = transport_through(stage.as_proxy ? server.uri() : "");
      std::stop_source source;
      Clock::time_point stopped;
      std::thread stopper([&] {
        std::this_thread::sleep_for(milliseconds(150));
        stopped = Clock::now();
        source.request_stop();
      });
      const auto exchange =
          transport->get(request_to((stage.https ? "https://" : "http://") + server.authority()),
                         source.get_token());
      const auto ended = Clock::now();
      stopper.join();

      REQUIRE_FALSE(exchange.has_value());
      CHECK(exchange.error().problem == TransportProblem::stopped);
      CHECK(ended - stopped < milliseconds(100));
    }
  }

  TEST_CASE("a connection that is never made ends at the connect timeout, and by a stop") {
    // A listener with a full queue: the kernel drops further attempts.
    LoopbackServer full({}, 0);
    std::vector<int> waiting;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(full.port());
    for (int i = 0; i < 4; ++i) {
      waiting.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      (void)::connect(waiting.back(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    HttpRequest request = request_to(full.uri());
    request.connect_timeout = milliseconds(200);
    const auto [exchange, took] = timed_get(request);
    CHECK(exchange.error().problem == TransportProblem::timed_out);
    CHECK(took >= milliseconds(200));
    CHECK(took < milliseconds(200) + grace);

    std::stop_source source;
    source.request_stop();
    request.connect_timeout = milliseconds(5000);
    CHECK(timed_get(request, "", source.get_token()).exchange.error().problem ==
          TransportProblem::stopped);
    for (const int connection : waiting) {
      ::close(connection);
    }
  }

  TEST_CASE("a port where nobody listens, and a name that nobody has, are failures at once") {
    std::string uri;
    {
      LoopbackServer gone([](int) {});
      uri = gone.uri();
    }
    CHECK(timed_get(request_to(uri)).exchange.error().problem == TransportProblem::not_connected);
    HttpRequest request = request_to("http://no-such-host.invalid");
    request.deadline = milliseconds(2000);
    const auto [exchange, took] = timed_get(request);
    CHECK_FALSE(exchange.has_value());
    CHECK(took < milliseconds(2000) + grace);
  }
}

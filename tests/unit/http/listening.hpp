// What the tests of the listener share: a server on a free port over a service that they control.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "http/server.hpp"
#include "unit/http/fake_service.hpp"
#include "unit/http/raw_client.hpp"

namespace cairn::http {

using namespace std::chrono_literals;

inline Options small_options() {
  Options options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.threads = 1;
  options.timeouts.sweep_interval = 5ms;
  options.timeouts.linger = 50ms;
  options.timeouts.door = 5ms;
  return options;
}

struct House {
  explicit House(const Options& with = small_options(),
                 FakeService::Maker maker = &FakeService::in_words)
      : service(std::move(maker)), server(with, service, authenticator) {}

  void start() {
    const auto started = server.start();
    REQUIRE(started.has_value());
    REQUIRE(server.port() != 0);
  }

  // The status line of the answer to these bytes, when nothing follows them.
  std::string status_line(const std::string& bytes) {
    RawClient client(server.port());
    client.send(bytes);
    client.end_sending();
    const std::string all = client.read_all();
    return all.substr(0, all.find("\r\n"));
  }

  FakeService service;
  auth::Authenticator authenticator{auth::Options{}};
  Server server;
};

inline std::string get(const std::string& path, const std::string& fields = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
}

inline const std::string waiting_for_change = "Prefer: wait=60\r\nIf-None-Match: \"tag\"\r\n";

template <typename Condition>
void wait_until(Condition condition) {
  while (!condition()) {
    std::this_thread::yield();
  }
}

inline bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace cairn::http

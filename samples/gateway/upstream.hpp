// Asking an upstream: one request to one host, with a connection of its own.
//
// The answer is read as a whole before the client gets any of it: what breaks off in the middle can
// be asked of another host, and a client never sees half of it. The price is a limit on its size.
// cpp-httplib adds `Accept: */*` and its own User-Agent where a client says neither.
//
// Thread-safety: ask() may be called from several threads at once.
#pragma once

#include <httplib.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace gateway {

struct Host {
  std::string name;
  std::uint16_t port = 80;
  std::string base;  // "/v2": in front of every path; "" for none

  [[nodiscard]] std::string text() const { return name + ":" + std::to_string(port); }
};

struct Message {
  std::string method;
  std::string target;
  httplib::Headers headers;  // with Host
  std::string body;
};

struct Answer {
  int status = 0;
  httplib::Headers headers;
  std::string body;
};

struct UpstreamLimits {
  std::chrono::milliseconds connect{2'000};
  std::chrono::milliseconds answer{10'000};  // for the whole of it, from the connection on
  std::size_t body_bytes_max = 0;
};

enum class UpstreamProblem {
  not_connected,  // nothing was sent
  timed_out,
  broken,  // closed before the end of its answer, or no HTTP
  too_large,
};

struct UpstreamFailure {
  UpstreamProblem problem = UpstreamProblem::broken;
  std::string words;
};

[[nodiscard]] tl::expected<Answer, UpstreamFailure> ask(const Host& host, const Message& message,
                                                        const UpstreamLimits& limits);

}  // namespace gateway

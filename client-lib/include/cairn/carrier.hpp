// Carrier: another way to a configuration server than HTTP. cairn/grpc.hpp has one, and nobody
// needs to write their own.
//
//   options.server.carrier = cairn::grpc_carrier();
//
// Whom to ask for which label, how often, what a failure means and what the cache may do is as ever
// (cairn/fetch_options.hpp): a carrier brings one question to one server, and tells the answer as
// HTTP would have told it.
//
// Thread-safety: all functions may be called from several threads at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"

namespace cairn {

// A question to one server. Application, profiles, time-outs and limits are those of the options.
struct CarriedQuestion {
  std::string host;  // an IPv6 address without its brackets
  std::uint16_t port = 0;
  bool tls = false;
  std::string label;  // "" for the server's default
  std::string etag;   // of the answer that is known; "" for none
  // With a tag: how long the server may wait for another answer; 0 for not at all.
  std::chrono::seconds wait{0};
  std::chrono::milliseconds deadline{0};  // for everything, from now; with the wait
  // Credentials, and what the caller sends with every request; names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;
};

struct CarriedAnswer {
  int status = 0;    // as HTTP's: 200 with an environment, 304 for "unchanged", 404, ...
  std::string body;  // of a 200: the environment as JSON, as application/json has it
  std::string etag;  // "" for none, as the next ones
  std::string revision;
  std::string rejected;
  std::string stale;    // "since=1700000000; reason=held"
  bool waited = false;  // the server understood that it may wait
};

struct CarriedFailure {
  enum class Problem { not_connected, not_trusted, timed_out, too_large, malformed, stopped };
  Problem problem = Problem::not_connected;
  std::string message;  // names neither headers nor credentials
};

using CarriedExchange = tl::expected<CarriedAnswer, CarriedFailure>;

class Carrier {
 public:
  virtual ~Carrier() = default;

  // Whether it can do what the options say. Errors: invalid_argument.
  [[nodiscard]] virtual Result<void> check(const FetchOptions& options) const = 0;

  // Never longer than the deadline; ends within milliseconds once `stop` is requested.
  [[nodiscard]] virtual CarriedExchange ask(const CarriedQuestion& question,
                                            const FetchOptions& options,
                                            const std::stop_token& stop) const = 0;
};

}  // namespace cairn

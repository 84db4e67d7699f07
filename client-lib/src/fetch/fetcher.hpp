// Fetcher: asks configuration servers for one environment: which of them, for which label, how
// often, and what a failure means. The rules are those of Spring's client.
//
//   auto fetcher = Fetcher::make(options);
//   FetchResult result = fetcher->fetch({});
//
// Thread-safety: immutable once made; fetch() may be called from several threads at once. It keeps
// no thread and no connection between calls, so a child process may use it after fork() unless a
// call was under way in another thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "cairn/fetch_options.hpp"
#include "cairn/result.hpp"
#include "fetch/exchange.hpp"
#include "fetch/fetched.hpp"

namespace cairn::fetch {

// What a client remembers of its last answer, to be told "unchanged" next time.
struct Previous {
  std::string etag;
  std::string label;  // AnswerFacts::label
  std::string state;  // Environment::state
};

struct FetchCall {
  std::optional<Previous> previous;
  // Asks the server to keep the request until the answer changes, at most this long (Prefer: wait).
  // Without `previous` it has no effect. The deadline of the request grows by as much.
  std::chrono::seconds wait{0};
  // False for a caller with pauses of its own, such as a watch.
  bool retry = true;
  // Ends the call within 100 ms, from any thread.
  std::stop_token stop;
};

// What a Fetcher takes from its surroundings; each may be left empty for the real one.
struct Surroundings {
  std::shared_ptr<Transport> transport;
  std::function<std::chrono::system_clock::time_point()> now;
  std::function<std::chrono::steady_clock::time_point()> monotonic;
  // Sleeps; false when a stop was requested.
  std::function<bool(std::chrono::milliseconds, const std::stop_token&)> pause;
  std::function<double()> random;  // in [0, 1)
};

// With the real one for each that is empty, but for the transport.
[[nodiscard]] Surroundings completed(Surroundings surroundings);

class Fetcher {
 public:
  static constexpr std::chrono::seconds wait_max{3600};  // longer ones are cut

  // Checks the options and reads the files they name. Errors: invalid_argument.
  [[nodiscard]] static Result<Fetcher> make(FetchOptions options, Surroundings surroundings = {});

  // Blocks: at most request_timeout (and `wait`) for each address, label and attempt.
  [[nodiscard]] FetchResult fetch(const FetchCall& call) const;

  // Whether a program may start when there is no configuration at all.
  [[nodiscard]] bool may_start_without() const { return options_.optional && !options_.fail_fast; }

 private:
  struct Server {
    Uri uri;
    std::vector<HttpHeader> headers;
  };
  struct Attempt;

  Fetcher(FetchOptions options, Surroundings surroundings);
  [[nodiscard]] Result<void> check_and_prepare();
  [[nodiscard]] FetchResult fetch_once(const FetchCall& call) const;
  [[nodiscard]] HttpRequest request_for(const Server& server, const std::string& label,
                                        const FetchCall& call) const;
  [[nodiscard]] Attempt ask(const Server& server, const std::string& label,
                            const FetchCall& call) const;

  FetchOptions options_;
  Surroundings surroundings_;
  std::vector<Server> servers_;
  std::vector<std::string> labels_;  // to try, in order; "" for none
};

}  // namespace cairn::fetch

// One line per key of spring.cloud.config.
#include "client/fetch_settings.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace cairn::client {
namespace {

// Takes values over, and keeps the first error.
class Taker {
 public:
  explicit Taker(Config config) : config_(std::move(config)) {}

  template <typename T>
  void take(std::string_view key, T& into) {
    if (!config_.contains(key)) {
      return;
    }
    auto value = config_.get<T>(key);
    if (value) {
      into = *std::move(value);
    } else if (!error_) {
      error_ = std::move(value).error();
    }
  }

  void take_strategy(UriStrategy& into) {
    std::string word;
    take("multiple-uri-strategy", word);
    if (word == "connection-timeout-only" || word == "CONNECTION_TIMEOUT_ONLY") {
      into = UriStrategy::connection_timeout_only;
    } else if (word == "always" || word == "ALWAYS") {
      into = UriStrategy::always;
    } else if (!word.empty() && !error_) {
      const auto origin = config_.origin("multiple-uri-strategy");
      error_ = Error{ErrorCode::invalid_argument,
                     "spring.cloud.config.multiple-uri-strategy: '" + word +
                         "' is neither always nor connection-timeout-only",
                     origin ? origin->place : Origin{}};
    }
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 private:
  const Config config_;
  std::optional<Error> error_;
};

}  // namespace

Result<FetchOptions> fetch_options_of(FetchOptions options, const Config& local,
                                      const RemoteTarget& target) {
  if (!target.uris.empty()) {
    options.uris = target.uris;
  }
  options.application = target.application;
  options.profiles = target.profiles;
  options.label = target.label;
  options.optional = options.optional || target.optional;

  Taker taker(local.at("spring.cloud.config"));
  taker.take("username", options.username);
  taker.take("password", options.password);
  taker.take("token", options.config_token);
  taker.take("fail-fast", options.fail_fast);
  taker.take("send-all-labels", options.send_all_labels);
  taker.take("send-state", options.send_state);
  taker.take("request-connect-timeout", options.connect_timeout);
  taker.take("request-read-timeout", options.request_timeout);
  taker.take("retry.initial-interval", options.retry.initial_interval);
  taker.take("retry.multiplier", options.retry.multiplier);
  taker.take("retry.max-interval", options.retry.max_interval);
  taker.take("retry.max-attempts", options.retry.attempts_max);
  taker.take("retry.use-random-policy", options.retry.random);
  taker.take_strategy(options.uri_strategy);
  std::map<std::string, std::string> headers;
  taker.take("headers", headers);
  options.headers.insert(options.headers.end(), headers.begin(), headers.end());
  if (taker.error()) {
    return fail(*taker.error());
  }
  return options;
}

}  // namespace cairn::client

// The procedure: attempts, labels, addresses. What follows from an outcome is in outcome.cpp.
#include "fetch/fetcher.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <random>
#include <utility>

#include "base/text.hpp"
#include "fetch/back_off.hpp"
#include "fetch/carried_transport.hpp"
#include "fetch/credentials.hpp"
#include "fetch/decode.hpp"
#include "fetch/http_transport.hpp"
#include "fetch/request_path.hpp"

namespace cairn::fetch {

// One request and what became of it.
struct Fetcher::Attempt {
  Outcome outcome = Outcome::unreachable;
  int status = 0;
  std::string why;
  Answer answer;  // for usable and unchanged
};

namespace {

constexpr std::size_t excerpt_bytes_max = 512;
constexpr std::size_t uris_max = 64;
constexpr std::size_t name_bytes_max = 1024;

bool pause_really(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  return !never.wait_for(lock, stop, time, [&] { return stop.stop_requested(); });
}

double random_really() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

// What a server says about its failure, on one line; only JSON, as in the reference.
std::string excerpt_of(const HttpAnswer& answer) {
  if (answer.status < 500 || answer.body.empty() || !is_json_type(answer.content_type)) {
    return {};
  }
  std::string text = answer.body.substr(0, excerpt_bytes_max);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, ' ');
  return ": " + text;
}

AnswerFacts facts_of(const HttpAnswer& answer, const Uri& server, const std::string& label,
                     std::chrono::system_clock::time_point now) {
  return {server.text(),
          label,
          answer.revision,
          answer.rejected,
          parse_stale(answer.stale),
          is_wait_applied(answer.applied),
          now};
}

// The environment in a 200, or why it is none.
Result<Environment> environment_in(const HttpAnswer& answer) {
  if (!is_json_type(answer.content_type)) {
    return fail(ErrorCode::failed_precondition,
                "the answer is no JSON but '" + answer.content_type.substr(0, 100) + "'");
  }
  if (!answer.content_encoding.empty() &&
      !base::equals_ignoring_case(answer.content_encoding, "identity")) {
    return fail(ErrorCode::failed_precondition, "the answer is compressed, which nobody asked for");
  }
  return decode_environment(answer.body);
}

std::vector<std::string> labels_to_try(const FetchOptions& options) {
  if (options.send_all_labels) {
    return {options.label};
  }
  std::vector<std::string> labels;
  for (const std::string_view label : base::split(options.label, ',')) {
    if (!base::trim(label).empty()) {
      labels.emplace_back(base::trim(label));
    }
  }
  if (labels.empty()) {
    labels.emplace_back();
  }
  return labels;
}

Result<void> check_limits(const FetchOptions& options) {
  const auto refuse = [](const std::string& what) {
    return Result<void>(fail(ErrorCode::invalid_argument, what));
  };
  if (options.uris.empty() || options.uris.size() > uris_max) {
    return refuse("give at least one address and at most 64");
  }
  for (const std::string* name : {&options.application, &options.profiles, &options.label}) {
    if (name->size() > name_bytes_max) {
      return refuse("the application, profiles and label have at most 1024 bytes each");
    }
  }
  if (base::trim(options.application).empty() || base::trim(options.profiles).empty()) {
    return refuse("the application and the profiles must not be empty");
  }
  if (options.connect_timeout.count() <= 0 || options.request_timeout.count() <= 0) {
    return refuse("time-outs must be positive");
  }
  if (options.retry.attempts_max < 1 || options.retry.initial_interval.count() < 0 ||
      options.retry.max_interval.count() < 0 || !(options.retry.multiplier >= 1)) {
    return refuse("retrying needs one attempt, no negative interval and a multiplier of 1 or more");
  }
  return {};
}

}  // namespace

Surroundings completed(Surroundings surroundings) {
  if (!surroundings.now) {
    surroundings.now = [] { return std::chrono::system_clock::now(); };
  }
  if (!surroundings.monotonic) {
    surroundings.monotonic = [] { return std::chrono::steady_clock::now(); };
  }
  if (!surroundings.pause) {
    surroundings.pause = pause_really;
  }
  if (!surroundings.random) {
    surroundings.random = random_really;
  }
  return surroundings;
}

Fetcher::Fetcher(FetchOptions options, Surroundings surroundings)
    : options_(std::move(options)), surroundings_(completed(std::move(surroundings))) {}

Result<Fetcher> Fetcher::make(FetchOptions options, Surroundings surroundings) {
  Fetcher fetcher(std::move(options), std::move(surroundings));
  if (auto prepared = fetcher.check_and_prepare(); !prepared) {
    return fail(std::move(prepared).error());
  }
  return fetcher;
}

Result<void> Fetcher::check_and_prepare() {
  if (auto checked = check_limits(options_); !checked) {
    return checked;
  }
  bool needs_tls = false;
  for (const std::string& text : options_.uris) {
    auto parsed = parse_uri(text);
    if (!parsed) {
      return fail(std::move(parsed).error());
    }
    auto headers = headers_for(options_, parsed->user_info);
    if (!headers) {
      return fail(std::move(headers).error());
    }
    needs_tls = needs_tls || parsed->uri.tls;
    servers_.push_back({std::move(parsed->uri), *std::move(headers)});
  }
  labels_ = labels_to_try(options_);
  if (!surroundings_.transport) {
    auto transport = options_.carrier
                         ? make_carried_transport(options_)
                         : make_http_transport(options_.tls, options_.proxy, needs_tls);
    if (!transport) {
      return fail(std::move(transport).error());
    }
    surroundings_.transport = *std::move(transport);
  }
  return {};
}

FetchResult Fetcher::fetch(const FetchCall& call) const {
  const int attempts = options_.fail_fast && call.retry ? options_.retry.attempts_max : 1;
  for (int attempt = 1;; ++attempt) {
    FetchResult result = fetch_once(call);
    if (result || result.error().outcome == Outcome::stopped || attempt >= attempts) {
      return result;
    }
    const auto pause = pause_after(attempt, options_.retry, surroundings_.random());
    if (!surroundings_.pause(pause, call.stop)) {
      return tl::unexpected(
          FetchFailure{Outcome::stopped,
                       result.error().denied,
                       0,
                       {ErrorCode::unavailable, "stopped between two attempts", {}}});
    }
  }
}

FetchResult Fetcher::fetch_once(const FetchCall& call) const {
  FetchFailure failure;
  for (const std::string& label : labels_) {
    for (std::size_t i = 0; i < servers_.size(); ++i) {
      Attempt attempt = ask(servers_[i], label, call);
      const bool last = i + 1 == servers_.size();
      const Step step = step_after(attempt.outcome, options_.uri_strategy, last);
      if (step == Step::use) {
        return std::move(attempt.answer);
      }
      const bool denied = failure.denied || attempt.outcome == Outcome::denied;
      failure = {attempt.outcome,
                 denied,
                 attempt.status,
                 {code_of(attempt.outcome),
                  "asking " + servers_[i].uri.text() + " for '" + options_.application + "', '" +
                      options_.profiles + "'" + (label.empty() ? "" : ", '" + label + "'") + ": " +
                      attempt.why,
                  {}}};
      if (step == Step::fail || step == Step::stop) {
        return tl::unexpected(std::move(failure));
      }
      if (step == Step::no_result) {
        break;
      }
    }
  }
  if (labels_.size() > 1) {
    failure.error.message =
        "none of the labels '" + options_.label + "' is found; " + failure.error.message;
  }
  return tl::unexpected(std::move(failure));
}

HttpRequest Fetcher::request_for(const Server& server, const std::string& label,
                                 const FetchCall& call) const {
  HttpRequest request;
  request.server = server.uri;
  request.target =
      environment_path(server.uri.path, options_.application, options_.profiles, label);
  request.headers = server.headers;
  request.connect_timeout = options_.connect_timeout;
  request.deadline = options_.request_timeout;
  request.body_bytes_max = options_.body_bytes_max;
  request.label = label;
  if (!call.previous) {
    return request;
  }
  const Previous& previous = *call.previous;
  if (options_.send_state && !previous.state.empty() && is_field_value(previous.state)) {
    request.headers.push_back({"X-Config-State", base::Secret(previous.state)});
  }
  // Another label's tag would make its "unchanged" a lie.
  if (is_etag(previous.etag) && previous.label == label) {
    request.headers.push_back({"If-None-Match", base::Secret(previous.etag)});
    request.etag = previous.etag;
    const auto wait = std::clamp(call.wait, std::chrono::seconds(0), wait_max);
    if (wait.count() > 0) {
      request.headers.push_back({"Prefer", base::Secret("wait=" + std::to_string(wait.count()))});
      request.wait = wait;
      request.deadline += wait;
    }
  }
  return request;
}

Fetcher::Attempt Fetcher::ask(const Server& server, const std::string& label,
                              const FetchCall& call) const {
  const HttpRequest request = request_for(server, label, call);
  const bool conditional =
      std::any_of(request.headers.begin(), request.headers.end(),
                  [](const HttpHeader& header) { return header.name == "If-None-Match"; });
  Exchange exchange = surroundings_.transport->get(request, call.stop);
  Attempt attempt;
  if (!exchange) {
    attempt.outcome = outcome_of(exchange.error().problem);
    attempt.why = std::move(exchange.error().message);
    return attempt;
  }
  attempt.status = exchange->status;
  attempt.outcome = outcome_of_status(exchange->status, conditional);
  AnswerFacts facts = facts_of(*exchange, server.uri, label, surroundings_.now());
  if (attempt.outcome == Outcome::unchanged) {
    attempt.answer = Unchanged{std::move(facts)};
  } else if (attempt.outcome == Outcome::usable) {
    auto environment = environment_in(*exchange);
    if (environment) {
      std::string etag = is_etag(exchange->etag) ? std::move(exchange->etag) : std::string();
      attempt.answer = Fetched{*std::move(environment), std::move(etag), std::move(facts)};
    } else {
      attempt.outcome = Outcome::unusable;
      attempt.why = environment.error().message;
    }
  } else {
    attempt.why = "status " + std::to_string(exchange->status) + excerpt_of(*exchange);
  }
  return attempt;
}

}  // namespace cairn::fetch

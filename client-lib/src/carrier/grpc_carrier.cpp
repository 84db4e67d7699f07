// A question as a call of the contract, and its end as HTTP would have told it.
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cairn/grpc.hpp"
#include "cairn/v1/config.grpc.pb.h"
#include "carrier/channels.hpp"
#include "carrier/environment_json.hpp"

namespace cairn {
namespace {

using Clock = std::chrono::system_clock;  // gRPC's deadlines are of this one
using Problem = CarriedFailure::Problem;

constexpr std::chrono::milliseconds turn{50};  // how long a stop may go unnoticed while connecting

tl::unexpected<CarriedFailure> failed(Problem problem, std::string message) {
  return tl::unexpected(CarriedFailure{problem, std::move(message)});
}

CarriedAnswer answer_of(v1::GetResponse&& response) {
  CarriedAnswer answer;
  answer.status = response.not_modified() ? 304 : 200;
  answer.etag = std::move(*response.mutable_facts()->mutable_etag());
  answer.revision = std::move(*response.mutable_facts()->mutable_revision());
  answer.rejected = std::move(*response.mutable_facts()->mutable_rejected());
  if (response.has_stale()) {
    const v1::Stale& stale = response.stale();
    answer.stale = "since=" + std::to_string(stale.since()) + "; reason=" + stale.reason();
  }
  if (!response.not_modified()) {
    answer.body = carrier::environment_json(response.environment());
  }
  return answer;
}

// The status that HTTP has for the end of a call; 0 where no server spoke.
int status_of(int code) {
  switch (code) {
    case grpc::StatusCode::INVALID_ARGUMENT:
      return 400;
    case grpc::StatusCode::UNAUTHENTICATED:
      return 401;
    case grpc::StatusCode::PERMISSION_DENIED:
      return 403;
    case grpc::StatusCode::NOT_FOUND:
      return 404;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return 429;
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::UNKNOWN:
      return 500;
    case grpc::StatusCode::UNAVAILABLE:
      return 503;
    default:
      return 0;
  }
}

CarriedExchange exchange_of(int code, const std::string& words, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return failed(Problem::stopped, "stopped");
  }
  if (code == grpc::StatusCode::DEADLINE_EXCEEDED) {
    return failed(Problem::timed_out, "there was no answer in time");
  }
  CarriedAnswer answer;
  answer.status = status_of(code);
  if (answer.status == 0) {
    return failed(Problem::malformed,
                  "the call ended with code " + std::to_string(code) + " of gRPC: " + words);
  }
  return answer;
}

// One call: its channel, its context, its end.
class Call {
 public:
  Call(const CarriedQuestion& question, const FetchOptions& options, const std::stop_token& stop)
      : question_(question),
        options_(options),
        stop_(stop),
        deadline_(Clock::now() + question.deadline) {
    request_.set_application(options.application);
    request_.set_profiles(options.profiles);
    if (!question.label.empty()) {
      request_.set_label(question.label);
    }
    request_.set_origins(true);
    request_.set_if_none_match(question.etag);
    for (const auto& [name, value] : question.headers) {
      context_.AddMetadata(name, value);
    }
  }

  CarriedExchange run(const std::shared_ptr<grpc::Channel>& channel) {
    if (auto connected = connect(*channel); !connected) {
      return tl::unexpected(std::move(connected).error());
    }
    const auto stub = v1::Config::NewStub(channel);
    const std::stop_callback cancel(stop_, [this] { context_.TryCancel(); });
    return question_.wait.count() > 0 && !question_.etag.empty() ? watch(*stub) : get(*stub);
  }

 private:
  tl::expected<void, CarriedFailure> connect(grpc::Channel& channel) {
    const auto until = std::min(deadline_, Clock::now() + options_.connect_timeout);
    auto state = channel.GetState(true);
    while (state != GRPC_CHANNEL_READY) {
      if (stop_.stop_requested()) {
        return failed(Problem::stopped, "stopped");
      }
      if (state == GRPC_CHANNEL_TRANSIENT_FAILURE) {
        return failed(Problem::not_connected, "no connection: refused, or without trust");
      }
      if (Clock::now() >= until) {
        return failed(Problem::timed_out, "there was no connection in time");
      }
      channel.WaitForStateChange(state, std::min(until, Clock::now() + turn));
      state = channel.GetState(true);
    }
    return {};
  }

  CarriedExchange get(v1::Config::Stub& stub) {
    context_.set_deadline(deadline_);
    v1::GetResponse response;
    const grpc::Status status = stub.Get(&context_, request_, &response);
    if (!status.ok()) {
      return exchange_of(status.error_code(), status.error_message(), stop_);
    }
    return answer_of(std::move(response));
  }

  // A stream until it tells of another state, or the wait is over.
  CarriedExchange watch(v1::Config::Stub& stub) {
    context_.set_deadline(std::min(deadline_, Clock::now() + question_.wait));
    v1::WatchRequest request;
    *request.mutable_environment() = request_;
    const auto stream = stub.Watch(&context_, request);
    v1::WatchResponse state;
    if (stream->Read(&state)) {
      context_.TryCancel();
      (void)stream->Finish();  // cancelled, as just wished
      CarriedExchange news =
          state.has_environment()
              ? CarriedExchange(answer_of(std::move(*state.mutable_environment())))
              : exchange_of(state.failure().code(), state.failure().message(), stop_);
      if (news) {
        news->waited = true;
      }
      return news;
    }
    const grpc::Status status = stream->Finish();
    if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED && !stop_.stop_requested()) {
      CarriedAnswer unchanged;
      unchanged.status = 304;
      unchanged.etag = question_.etag;
      unchanged.waited = true;
      return unchanged;
    }
    return exchange_of(status.error_code(), status.error_message(), stop_);
  }

  const CarriedQuestion& question_;
  const FetchOptions& options_;
  const std::stop_token& stop_;
  const Clock::time_point deadline_;
  v1::GetRequest request_;
  grpc::ClientContext context_;
};

class GrpcCarrier final : public Carrier {
 public:
  Result<void> check(const FetchOptions& options) const override {
    const auto refuse = [](const char* what) {
      return Result<void>(
          fail(ErrorCode::invalid_argument, std::string("over gRPC there is ") + what));
    };
    for (const std::string& uri : options.uris) {
      const std::size_t authority = uri.find("://");
      const std::size_t path =
          authority == std::string::npos ? authority : uri.find('/', authority + 3);
      if (path != std::string::npos && uri.find_first_not_of('/', path) != std::string::npos) {
        return refuse("no path in an address");
      }
    }
    if (!options.proxy.empty()) {
      return refuse("no HTTP proxy");
    }
    if (!options.tls.pinned_keys.empty()) {
      return refuse("no pinning of keys");
    }
    if (!options.tls.key_password.empty()) {
      return refuse("no password of a key");
    }
    return {};
  }

  CarriedExchange ask(const CarriedQuestion& question, const FetchOptions& options,
                      const std::stop_token& stop) const override {
    const auto channel = channels_.to(question, options);
    if (!channel) {
      return failed(Problem::not_trusted, channel.error().message);
    }
    return Call(question, options, stop).run(*channel);
  }

 private:
  mutable carrier::Channels channels_;
};

}  // namespace

std::shared_ptr<const Carrier> grpc_carrier() {
  return std::make_shared<GrpcCarrier>();
}

}  // namespace cairn

// See carried_transport.hpp.
#include "fetch/carried_transport.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "cairn/carrier.hpp"

namespace cairn::fetch {
namespace {

// What is HTTP's alone, or said in the question.
constexpr std::array<std::string_view, 5> left_out{"accept", "accept-charset", "if-none-match",
                                                   "prefer", "x-config-state"};

TransportProblem problem_of(CarriedFailure::Problem problem) {
  switch (problem) {
    case CarriedFailure::Problem::not_connected:
      return TransportProblem::not_connected;
    case CarriedFailure::Problem::not_trusted:
      return TransportProblem::not_trusted;
    case CarriedFailure::Problem::timed_out:
      return TransportProblem::timed_out;
    case CarriedFailure::Problem::too_large:
      return TransportProblem::too_large;
    case CarriedFailure::Problem::malformed:
      return TransportProblem::malformed;
    case CarriedFailure::Problem::stopped:
      break;
  }
  return TransportProblem::stopped;
}

class CarriedTransport final : public Transport {
 public:
  explicit CarriedTransport(const FetchOptions& options) : options_(options) {}

  Exchange get(const HttpRequest& request, const std::stop_token& stop) override {
    CarriedQuestion question{
        request.server.host, request.server.port, request.server.tls, request.label,
        request.etag,        request.wait,        request.deadline,   {}};
    for (const HttpHeader& header : request.headers) {
      std::string name = base::to_lower(header.name);
      if (std::find(left_out.begin(), left_out.end(), name) == left_out.end()) {
        question.headers.emplace_back(std::move(name), header.value.reveal());
      }
    }
    auto carried = options_.carrier->ask(question, options_, stop);
    if (!carried) {
      return tl::unexpected(TransportFailure{problem_of(carried.error().problem),
                                             std::move(carried.error().message)});
    }
    HttpAnswer answer;
    answer.status = carried->status;
    answer.content_type = "application/json";
    answer.etag = std::move(carried->etag);
    answer.revision = std::move(carried->revision);
    answer.stale = std::move(carried->stale);
    answer.rejected = std::move(carried->rejected);
    answer.applied = carried->waited ? "wait" : "";
    answer.body = std::move(carried->body);
    return answer;
  }

 private:
  const FetchOptions options_;
};

}  // namespace

Result<std::shared_ptr<Transport>> make_carried_transport(const FetchOptions& options) {
  if (auto checked = options.carrier->check(options); !checked) {
    return fail(std::move(checked).error());
  }
  return std::make_shared<CarriedTransport>(options);
}

}  // namespace cairn::fetch

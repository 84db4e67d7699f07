// From a request to an answer.
#include "proxy.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "headers.hpp"
#include "target.hpp"

namespace gateway {
namespace {

Outgoing refusal(int status, const std::string& words) {
  return {status, {{"Content-Type", "text/plain"}}, words + "\n"};
}

int status_of(UpstreamProblem problem) {
  switch (problem) {
    case UpstreamProblem::not_connected:
      return 503;
    case UpstreamProblem::timed_out:
      return 504;
    case UpstreamProblem::broken:
    case UpstreamProblem::too_large:
      break;
  }
  return 502;
}

std::string host_header(const RouteTable& table, const Incoming& incoming, const Host& host) {
  const auto given = incoming.headers.find("Host");
  return table.zuul().add_host_header && given != incoming.headers.end() ? given->second
                                                                         : host.text();
}

std::string path_behind(const Route& route, const Target& target) {
  std::string path = route.front + target.path.substr(route.cut);
  return path.empty() ? "/" : path;
}

}  // namespace

bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "PUT" ||
         method == "DELETE";
}

Outgoing Proxy::answer(Incoming& incoming) {
  ++counters_.requests;
  const auto table = routes_.current();  // the same one until the answer is there
  const std::string& id_header = table->gateway().request_id_header;
  const std::string id = request_id(incoming.headers, id_header);
  const auto refuse_it = [&](Outgoing outgoing) {
    ++counters_.refused;
    outgoing.headers.emplace(id_header, id);
    return outgoing;
  };
  const auto target = Target::parse(incoming.target);
  if (!target) {
    return refuse_it(refusal(400, target.error().message));
  }
  const Route* route = table->find(target->path);
  if (route == nullptr) {
    return refuse_it(refusal(404, "no route leads there"));
  }
  if (auto refused =
          refuse(route->filters, route->name, incoming, limits_, RateLimits::Clock::now())) {
    return refuse_it(*std::move(refused));
  }
  Message message{incoming.method,
                  path_behind(*route, *target) + target->query,
                  to_upstream(incoming, *table, *route, id),
                  {}};
  if (const int status = incoming.read_body(message.body); status != 0) {
    return refuse_it(
        refusal(status, status == 413 ? "the body is too large" : "no whole body came"));
  }
  return forward(*table, *route, incoming, std::move(message), id);
}

// One host after the other, each at most once. An attempt that never connected has done nothing and
// may be repeated with any method; what happened behind a lost answer nobody knows.
Outgoing Proxy::forward(const RouteTable& table, const Route& route, Incoming& incoming,
                        Message message, const std::string& id) {
  const std::string path = message.target;
  const std::size_t attempts_max =
      route.retryable ? std::min(1 + route.others_max, route.hosts.size()) : 1;
  const std::size_t first = turn_++;
  const UpstreamLimits limits{route.connect_timeout, route.answer_timeout,
                              static_cast<std::size_t>(table.gateway().response_body_max.bytes)};
  for (std::size_t attempt = 1;; ++attempt) {
    const Host& host = route.hosts[(first + attempt - 1) % route.hosts.size()];
    message.target = host.base + path;
    message.headers.erase("Host");
    message.headers.emplace("Host", host_header(table, incoming, host));
    auto got = ask(host, message, limits);
    const bool last = attempt >= attempts_max;
    const bool again = !last && (got ? is_idempotent(message.method) &&
                                           route.retryable_statuses.contains(got->status)
                                     : is_idempotent(message.method) ||
                                           got.error().problem == UpstreamProblem::not_connected);
    if (again) {
      ++counters_.retries;
      continue;
    }
    if (got) {
      return {got->status, to_client(std::move(got->headers), table, route, id),
              std::move(got->body)};
    }
    ++counters_.failed;
    const int status = status_of(got.error().problem);
    std::cerr << id + " " + route.name + ": " + std::to_string(status) + ", " + got.error().words +
                     "\n";
    Outgoing outgoing =
        refusal(status, "the service did not answer");  // where it is, is for the log
    outgoing.headers.emplace(table.gateway().request_id_header, id);
    return outgoing;
  }
}

}  // namespace gateway

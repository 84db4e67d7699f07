// Routing, permission and the answers that need no service.
#include "http/dispatcher.hpp"

#include "http/content_disposition.hpp"
#include "http/health_body.hpp"
#include "http/negotiate.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view json = "application/json";
// Where TRACE is refused, whatever the path, as the reference's container does.
constexpr std::string_view container_methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

bool reads_only(const Route& route) {
  return route.place != Place::refresh && route.place != Place::actuator_refresh &&
         route.place != Place::bus_refresh && route.place != Place::bus_environment &&
         !takes_text(route.place);
}

std::string_view options_of(const Route& route) {
  if (route.place == Place::pin) {
    return "GET,HEAD,POST,DELETE,OPTIONS";
  }
  if (!reads_only(route)) {
    return "POST,OPTIONS";
  }
  return route.also_posts ? "GET,HEAD,POST,OPTIONS" : "GET,HEAD,OPTIONS";
}

std::string_view methods_of(const Route& route) {
  if (route.place == Place::pin) {
    return "GET, POST, DELETE";
  }
  if (!reads_only(route)) {
    return "POST";
  }
  return route.also_posts ? "GET, POST" : "GET";
}

}  // namespace

Dispatcher::Dispatcher(const Options& options, service::ConfigService& service,
                       const auth::Authenticator& authenticator, Post post,
                       service::Encryption* encryption, hooks::Monitor* monitor,
                       const observe::RequestMeters* meters)
    : options_(options),
      service_(service),
      authenticator_(authenticator),
      post_(std::move(post)),
      encryption_(encryption),
      monitor_(monitor),
      meters_(meters),
      entrance_(authenticator),
      cache_(options.cache_bytes_max, options.cache_answers_max,
             SealedBodies::of_process_max / network_threads(options)),
      watchers_(service.watch_counters()) {}

std::optional<Response> Dispatcher::answer(const Request& request, std::string_view id,
                                           const std::shared_ptr<Receiver>& receiver,
                                           const auth::Outcome* proven) {
  last_kind_ = observe::PathKind::unknown;
  auto response = route_request(request, id, receiver, proven);
  if (response && request.head_only()) {
    response->body = {};
  }
  return response;
}

Response Dispatcher::refuse(const Refusal& refusal) {
  Response response = error(refusal.status, {"", std::string(json)});
  response.close = true;
  return response;
}

std::optional<Response> Dispatcher::route_request(const Request& request, std::string_view id,
                                                  const std::shared_ptr<Receiver>& receiver,
                                                  const auth::Outcome* proven) {
  if (request.target == "*") {
    return make_response(200, {}, {}, {{"Allow", container_methods}});
  }
  if (!target_.parse(request.target)) {
    return error(
        400, {request.target.substr(0, request.target.find('?')), negotiate_error(request.accept)});
  }
  const auto parameters = QueryParameters::parse(target_.query());
  const bool use_default_label = parameters && parameters->find("useDefaultLabel").has_value();
  const Route route =
      find_route(target_, use_default_label, options_, request.method == Method::post);
  last_kind_ = kind_of(route);
  if (auto refused = check_login(request, route, id, receiver, proven)) {
    return *std::move(refused);
  }
  if (route.place == Place::monitor) {
    return ask_monitor(request, id, receiver);
  }
  if (auto refused = check_method(request, route)) {
    return refused;
  }
  switch (route.place) {
    case Place::environment:
    case Place::flat:
    case Place::file:
      if (!parameters) {
        return error(400, error_form(request));
      }
      return read(request, route, &*parameters, id, receiver);
    case Place::health:
      return ask_health(request, route, id, receiver);
    case Place::refresh:
      return ask_refresh(request, parameters ? &*parameters : nullptr, id, receiver);
    case Place::actuator_refresh:
      return ask_actuator_refresh(request, id, receiver);
    case Place::bus_refresh:
    case Place::bus_environment:
      return ask_bus(request, route);
    case Place::status:
    case Place::sources:
      return ask_status(request, route, id, receiver);
    case Place::metrics:
      return metrics(request, route, parameters ? &*parameters : nullptr);
    case Place::env:
      return env(request, route);
    case Place::pin:
      return ask_pins(request, parameters ? &*parameters : nullptr, id, receiver);
    case Place::encrypt:
    case Place::decrypt:
    case Place::encrypt_status:
    case Place::public_key:
      return ask_cipher(request, route, id, receiver);
    default:
      return describe(request, route);
  }
}

// What the method alone decides: OPTIONS, methods that a place has not, places that are none.
std::optional<Response> Dispatcher::check_method(const Request& request, const Route& route) const {
  if (request.method == Method::trace) {
    return error(405, error_form(request), {{"Allow", container_methods}});
  }
  if (route.place == Place::nowhere || route.place == Place::bad_request) {
    return error(route.place == Place::nowhere ? 404 : 400, error_form(request));
  }
  const bool reading = request.method == Method::get || request.method == Method::head;
  if (request.method == Method::options) {
    return make_response(200, {}, {}, {{"Allow", options_of(route)}});
  }
  const bool changes = request.method == Method::post || request.method == Method::del;
  if (route.place == Place::pin ? !reading && !changes
      : reads_only(route)       ? !reading
                                : request.method != Method::post) {
    return error(405, error_form(request), {{"Allow", methods_of(route)}});
  }
  return std::nullopt;
}

// The places whose answer is at hand.
Response Dispatcher::describe(const Request& request, const Route& route) const {
  if (route.place == Place::prometheus) {
    return figures();
  }
  const auto type = negotiate_actuator(request.accept);
  if (!type) {
    return error(406, error_form(request));
  }
  return make_response(200, *type,
                       route.place == Place::info
                           ? options_.health.info_json
                           : actuator_links(request.host, options_.health, options_.bus));
}

Dispatcher::ErrorForm Dispatcher::error_form(const Request& request) const {
  return {target_.path(), negotiate_error(request.accept)};
}

Response Dispatcher::error(int status, const ErrorForm& form, const Fields& fields) {
  std::string body;
  Fields all = fields;
  // Else a cache in between may keep what is not there, by a rule of thumb.
  all.emplace_back("Cache-Control", "no-store");
  if (form.type) {
    body = error_body(status, form.path, std::chrono::system_clock::now(), form.message);
    if (needs_disposition(form.path)) {
      all.emplace_back("Content-Disposition", "inline;filename=f.txt");
    }
  }
  return make_response(status, form.type ? std::string_view(*form.type) : std::string_view(),
                       std::move(body), all);
}

}  // namespace cairn::http

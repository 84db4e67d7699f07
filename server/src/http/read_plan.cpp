// From a route to a question for the service.
#include "http/read_plan.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "service/file_path.hpp"

namespace cairn::http {
namespace {

using service::Format;

constexpr std::string_view default_charset = "UTF-8";
constexpr std::size_t charset_bytes_max = 40;

bool one_of(std::string_view text, const std::array<std::string_view, 4>& words) {
  for (const std::string_view word : words) {
    if (base::equals_ignoring_case(text, word)) {
      return true;
    }
  }
  return false;
}

// The resolvePlaceholders parameter; false when its value is none.
bool read_placeholders(const QueryParameters* parameters, ReadPlan& plan) {
  const auto text = parameters == nullptr ? std::nullopt : parameters->find("resolvePlaceholders");
  if (!text || text->empty()) {
    return true;
  }
  const auto value = parse_boolean(*text);
  plan.resolve_placeholders = value.value_or(true);
  return value.has_value();
}

int plan_file(const Request& request, const QueryParameters* parameters, ReadPlan& plan) {
  plan.file = true;
  plan.representation = negotiate_file(request.accept);
  if (plan.representation.format == Format::text) {
    plan.charset = wanted_charset(request.accept_charset);
    return read_placeholders(parameters, plan) ? 200 : 400;
  }
  return 200;
}

int plan_environment(const Request& request, const QueryParameters* parameters,
                     const Options& options, const Route& route, ReadPlan& plan) {
  auto representation = negotiate_environment(request.accept);
  if (representation) {
    plan.representation = *std::move(representation);
    return 200;
  }
  if (!route.label || !options.files) {
    return 406;
  }
  // What is left of the routes for three segments is the file with the empty path.
  plan.never_a_file = true;
  return plan_file(request, parameters, plan);
}

int plan_flat(const Route& route, const QueryParameters* parameters, ReadPlan& plan) {
  plan.representation.format = route.flat;
  plan.representation.content_type =
      route.flat == Format::flat_json ? "application/json" : "text/plain";
  return read_placeholders(parameters, plan) ? 200 : 400;
}

}  // namespace

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string_view word = base::trim(text);
  if (one_of(word, {"true", "on", "yes", "1"})) {
    return true;
  }
  if (one_of(word, {"false", "off", "no", "0"})) {
    return false;
  }
  return std::nullopt;
}

std::string wanted_charset(std::string_view field) {
  const std::string_view first = base::trim(field.substr(0, field.find_first_of(",;")));
  bool name = !first.empty() && first.size() <= charset_bytes_max;
  for (const char c : first) {
    name = name && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.' || c == ':' || c == '+');
  }
  if (!name || base::equals_ignoring_case(first, default_charset)) {
    return std::string(default_charset);
  }
  return std::string(first);
}

PlanOrStatus plan_read(const Request& request, const Route& route,
                       const QueryParameters* parameters, const Options& options) {
  PlanOrStatus made;
  switch (route.place) {
    case Place::environment:
      made.status = plan_environment(request, parameters, options, route, made.plan);
      break;
    case Place::file:
      made.status = plan_file(request, parameters, made.plan);
      break;
    default:
      made.status = plan_flat(route, parameters, made.plan);
  }
  return made;
}

void append_key(std::string& key, const Request& request, const ReadPlan& plan) {
  // No part can hold a NUL, so parts cannot run into each other.
  key += request.target;
  key += '\0';
  key += plan.representation.content_type;
  key += '\0';
  key += plan.charset;
}

Result<service::ReadRequest> read_request(const Route& route, const ReadPlan& plan,
                                          bool validate_profiles) {
  auto query = resolve::Query::parse(route.name, route.profiles, route.label, validate_profiles);
  if (!query) {
    return fail(std::move(query).error());
  }
  std::string path;
  if (plan.file) {
    auto tidied = service::file_path(route.path);
    if (!tidied) {
      return fail(std::move(tidied).error());
    }
    path = *std::move(tidied);
  }
  return service::ReadRequest{*std::move(query), plan.representation.format,
                              plan.resolve_placeholders, std::move(path), plan.charset};
}

}  // namespace cairn::http

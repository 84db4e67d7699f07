// /actuator/metrics and /actuator/env, in the shape of Spring Boot's.
#include <string>
#include <utility>

#include "base/text.hpp"
#include "http/dispatcher.hpp"
#include "http/negotiate.hpp"
#include "observe/metric_table.hpp"
#include "render/json_text.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view mask = "******";

void append_strings(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (const std::string& text : texts) {
    out += out.back() == '[' ? "" : ",";
    render::append_json_string(out, text);
  }
  out += ']';
}

void append_value(std::string& out, const ShownSetting& setting, bool values) {
  out += "{\"value\":";
  render::append_json_string(out, values ? std::string_view(setting.value) : mask);
  if (!setting.origin.empty()) {
    out += ",\"origin\":";
    render::append_json_string(out, setting.origin);
  }
  out += '}';
}

std::string profiles_head(const HealthOptions& options) {
  std::string out = "\"activeProfiles\":";
  append_strings(out, options.profiles);
  return out + ",\"defaultProfiles\":[\"default\"],\"propertySources\":[";
}

std::string env_body(const HealthOptions& options, bool values) {
  std::string out = "{" + profiles_head(options);
  for (const ShownSource& source : options.settings) {
    out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
    render::append_json_string(out, source.name);
    out += ",\"properties\":{";
    for (const ShownSetting& setting : source.settings) {
      out += out.back() == '{' ? "" : ",";
      render::append_json_string(out, setting.name);
      out += ':';
      append_value(out, setting, values);
    }
    out += "}}";
  }
  return out + "]}";
}

const ShownSetting* find(const ShownSource& source, std::string_view name) {
  for (const ShownSetting& setting : source.settings) {
    if (setting.name == name) {
      return &setting;
    }
  }
  return nullptr;
}

// One setting in all sources that have it, the one that counts first; nullopt when none has.
std::optional<std::string> setting_body(const HealthOptions& options, std::string_view name,
                                        bool values) {
  std::string decides;
  std::string all = profiles_head(options);
  for (const ShownSource& source : options.settings) {
    all += all.back() == '[' ? "{\"name\":" : ",{\"name\":";
    render::append_json_string(all, source.name);
    if (const ShownSetting* setting = find(source, name)) {
      if (decides.empty()) {
        decides = "{\"source\":";
        render::append_json_string(decides, source.name);
        decides += ",\"value\":";
        render::append_json_string(decides, values ? std::string_view(setting->value) : mask);
        decides += '}';
      }
      all += ",\"property\":";
      append_value(all, *setting, values);
    }
    all += '}';
  }
  if (decides.empty()) {
    return std::nullopt;
  }
  return "{\"property\":" + decides + ',' + all + "]}";
}

// "tag=name:value", as often as there are; nullopt for one without a colon.
std::optional<observe::MetricTable::Tags> tags_of(const QueryParameters& parameters) {
  observe::MetricTable::Tags tags;
  for (const auto& value : parameters.find_all("tag")) {
    const std::size_t colon = value.find(':');
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    tags.emplace_back(value.substr(0, colon), value.substr(colon + 1));
  }
  return tags;
}

}  // namespace

Response Dispatcher::metrics(const Request& request, const Route& route,
                             const QueryParameters* parameters) const {
  const auto type = negotiate_actuator(request.accept);
  if (!type) {
    return error(406, error_form(request));
  }
  const auto tags = parameters == nullptr ? std::nullopt : tags_of(*parameters);
  if (!tags) {
    return error(400, error_form(request));
  }
  observe::MetricTable table;
  write_figures(table);
  auto body =
      route.rest.empty() ? std::optional(table.names_json()) : table.metric_json(route.rest, *tags);
  if (!body) {
    return error(404, error_form(request));
  }
  return make_response(200, *type, *std::move(body), {{"Cache-Control", "no-store"}});
}

Response Dispatcher::env(const Request& request, const Route& route) {
  const auto type = negotiate_actuator(request.accept);
  if (!type) {
    return error(406, error_form(request));
  }
  const HealthOptions& options = options_.health;
  // Who came so far has the right "status".
  const bool values = options.env_values == Show::always ||
                      (options.env_values == Show::when_authorized && authenticator_.enabled());
  auto body = route.rest.empty() ? std::optional(env_body(options, values))
                                 : setting_body(options, route.rest, values);
  if (!body) {
    return error(404, error_form(request));
  }
  return make_response(200, *type, *std::move(body), {{"Cache-Control", "no-store"}});
}

}  // namespace cairn::http

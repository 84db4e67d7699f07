// Shapes as Spring Boot's actuator has them, keys in its order.
#include "http/health_body.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/text.hpp"
#include "http/control_body.hpp"
#include "render/json_text.hpp"

namespace cairn::http {
namespace {

struct Component {
  std::string_view name;
  std::string status;
  std::string details;  // JSON; "" for none
  bool counts = true;   // for the whole
};

bool shows(Show show, bool authorized) {
  return show == Show::always || (show == Show::when_authorized && authorized);
}

void append_repositories(std::string& out, const service::Health& health) {
  out += "\"repositories\":[";
  for (std::size_t i = 0; i < health.probes.size(); ++i) {
    const service::HealthProbe& probe = health.probes[i];
    out += i == 0 ? "{" : ",{";
    if (!probe.sources.empty()) {
      out += "\"sources\":[";
      for (std::size_t j = 0; j < probe.sources.size(); ++j) {
        out += j == 0 ? "" : ",";
        render::append_json_string(out, probe.sources[j]);
      }
      out += "],";
    }
    out += "\"name\":";
    render::append_json_string(out, probe.name);
    if (!probe.profiles.empty()) {
      out += ",\"profiles\":[";
      render::append_json_string(out, probe.profiles);
      out += ']';
    }
    out += ",\"label\":";
    probe.label ? render::append_json_string(out, *probe.label) : void(out += "null");
    out += '}';
  }
  out += ']';
}

std::string config_server_details(const service::Health& health) {
  std::string out = "{";
  if (!health.error.empty()) {
    out += "\"repository\":{\"application\":";
    render::append_json_string(out, health.failed_application);
    out += ",\"profiles\":";
    render::append_json_string(out, health.failed_profiles);
    out += "},\"error\":";
    render::append_json_string(out, health.error);
  } else {
    out += health.up ? "" : "\"acceptEmpty\":false,";
    append_repositories(out, health);
  }
  return out + '}';
}

std::string broker_details(const service::BrokerHealth& broker) {
  std::string out = "{";
  if (broker.up) {
    out += "\"version\":";
    render::append_json_string(out, broker.version);
  } else {
    out += "\"error\":";
    render::append_json_string(out, broker.error);
  }
  out += ",\"place\":";
  render::append_json_string(out, broker.place);
  return out + ",\"waiting\":" + std::to_string(broker.waiting) + '}';
}

// Spring Boot's word for a server that nobody should send reads to.
std::string_view readiness(const service::Health& health) {
  return health.ready ? "UP" : "OUT_OF_SERVICE";
}

// Sources are asked for by their name, unless the settings show them among the others.
std::vector<Component> components_of(const service::Health& health, const HealthOptions& options,
                                     bool sources) {
  std::vector<Component> components;
  if (options.config_server) {
    components.push_back(
        {"configServer", health.up ? "UP" : health.down_status, config_server_details(health)});
  }
  if (options.probes) {
    components.push_back({"livenessState", "UP", {}});
  }
  if (options.defaults) {
    components.push_back({"ping", "UP", {}});
  }
  if (health.broker && options.broker) {
    components.push_back({health.broker->name, health.broker->up ? "UP" : "DOWN",
                          broker_details(*health.broker), options.broker_required});
  }
  if (options.probes) {
    components.push_back({"readinessState", std::string(readiness(health)), {}});
  }
  if (sources || options.sources) {
    components.push_back({"sources", "UP", health_details(health.repositories)});
  }
  return components;
}

// The worst of the known statuses; others do not count.
std::string worst(const std::vector<Component>& components) {
  for (const std::string_view status : {"DOWN", "OUT_OF_SERVICE", "UP"}) {
    for (const Component& component : components) {
      if (component.counts && component.status == status) {
        return std::string(status);
      }
    }
  }
  return "UNKNOWN";
}

int http_status(std::string_view status) {
  return status == "DOWN" || status == "OUT_OF_SERVICE" ? 503 : 200;
}

void append_component(std::string& out, const Component& component, bool details) {
  out += '{';
  if (details && !component.details.empty()) {
    out += "\"details\":" + component.details + ',';
  }
  out += "\"status\":";
  render::append_json_string(out, component.status);
  out += '}';
}

HealthAnswer whole(const std::vector<Component>& components, const HealthOptions& options,
                   bool show_components, bool show_details) {
  const std::string status = worst(components);
  std::string out = "{";
  if (show_components) {
    out += "\"components\":{";
    for (std::size_t i = 0; i < components.size(); ++i) {
      out += i == 0 ? "\"" : ",\"";
      out += components[i].name;
      out += "\":";
      append_component(out, components[i], show_details);
    }
    out += "},";
  }
  if (options.probes) {
    out += R"("groups":["liveness","readiness"],)";
  }
  out += "\"status\":";
  render::append_json_string(out, status);
  return {http_status(status), out + '}'};
}

void append_link(std::string& out, std::string_view name, std::string_view href, bool templated) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += name;
  out += "\":{\"href\":";
  render::append_json_string(out, href);
  out += templated ? ",\"templated\":true}" : ",\"templated\":false}";
}

bool is_exposed(const HealthOptions& options, std::string_view endpoint) {
  return std::any_of(options.exposed.begin(), options.exposed.end(),
                     [&](const std::string& one) { return one == endpoint || one == "*"; });
}

void append_watching(std::string& out, const service::WatchCounters& watching) {
  out += "{\"waiting\":" + std::to_string(watching.waiting) +
         ",\"streams\":" + std::to_string(watching.streams) +
         ",\"woken\":" + std::to_string(watching.woken) +
         ",\"uselessWakeUps\":" + std::to_string(watching.useless) +
         ",\"cutOff\":" + std::to_string(watching.cut_off) + '}';
}

}  // namespace

bool is_probe(std::string_view rest, const HealthOptions& options) {
  return options.probes && (rest == "liveness" || rest == "readiness");
}

HealthAnswer health_answer(std::string_view rest, const service::Health& health,
                           const HealthOptions& options, bool authorized) {
  const bool details = shows(options.show_details, authorized);
  const bool show_components = details || shows(options.show_components, authorized);
  const std::vector<Component> components = components_of(health, options, rest == "sources");
  if (rest.empty()) {
    return whole(components, options, show_components, details);
  }
  if (is_probe(rest, options)) {
    const std::string_view status = rest == "liveness" ? "UP" : readiness(health);
    return {http_status(status), R"({"status":")" + std::string(status) + R"("})"};
  }
  for (const Component& component : components) {
    if (show_components && component.name == rest) {
      HealthAnswer answer{http_status(component.status), {}};
      append_component(answer.body, component, details);
      return answer;
    }
  }
  return {404, {}};
}

std::string actuator_links(std::string_view host, const HealthOptions& options, bool bus) {
  const std::string base = "http://" + std::string(host) + options.base_path;
  std::string out = "{\"_links\":{";
  append_link(out, "self", base, false);
  if (is_exposed(options, "info")) {
    append_link(out, "info", base + "/info", false);
  }
  if (is_exposed(options, "health")) {
    append_link(out, "health", base + "/health", false);
    append_link(out, "health-path", base + "/health/{*path}", true);
  }
  if (is_exposed(options, "env")) {
    append_link(out, "env", base + "/env", false);
    append_link(out, "env-toMatch", base + "/env/{toMatch}", true);
  }
  if (is_exposed(options, "metrics")) {
    append_link(out, "metrics", base + "/metrics", false);
    append_link(out, "metrics-requiredMetricName", base + "/metrics/{requiredMetricName}", true);
  }
  if (is_exposed(options, "prometheus")) {
    append_link(out, "prometheus", base + "/prometheus", false);
  }
  if (is_exposed(options, "refresh")) {
    append_link(out, "refresh", base + "/refresh", false);
  }
  for (const std::string_view endpoint : {"busrefresh", "busenv"}) {
    if (bus && is_exposed(options, endpoint)) {
      const std::string href = base + '/' + std::string(endpoint);
      append_link(out, endpoint, href, false);
      append_link(out, std::string(endpoint) + "-destinations", href + "/{*destinations}", true);
    }
  }
  return out + "}}";
}

std::string status_body(std::uint64_t generation, std::int64_t stale_since,
                        const std::vector<service::RepositoryStatus>& repositories,
                        const service::WatchCounters& watching) {
  std::string out = "{\"generation\":" + std::to_string(generation) +
                    ",\"staleSince\":" + (stale_since == 0 ? "null" : std::to_string(stale_since)) +
                    ",\"repositories\":[";
  for (std::size_t i = 0; i < repositories.size(); ++i) {
    const service::RepositoryStatus& repository = repositories[i];
    out += i == 0 ? "{\"uri\":" : ",{\"uri\":";
    render::append_json_string(out, base::without_user_info(repository.uri));
    out += ",\"lastSuccess\":" + (repository.last_success_unix == 0
                                      ? std::string("null")
                                      : std::to_string(repository.last_success_unix));
    out += ",\"error\":";
    repository.last_error.empty()
        ? void(out += "null")
        : render::append_json_string(out, base::without_user_info(repository.last_error));
    out += ",\"rejected\":[";
    for (std::size_t j = 0; j < repository.rejected.size(); ++j) {
      out += j == 0 ? "" : ",";
      render::append_json_string(out, repository.rejected[j]);
    }
    out += "],\"originError\":";
    repository.origin_error.empty()
        ? void(out += "null")
        : render::append_json_string(out, base::without_user_info(repository.origin_error));
    out += ",\"pins\":[";
    for (std::size_t j = 0; j < repository.pins.size(); ++j) {
      out += j == 0 ? "" : ",";
      out += pin_body(repository.pins[j]);
    }
    out += "]}";
  }
  out += "],\"watching\":";
  append_watching(out, watching);
  return out + '}';
}

}  // namespace cairn::http

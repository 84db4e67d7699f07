// From names and values to routes, or to the list of what is wrong with them.
#include "route_table.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "filters.hpp"
#include "target.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t routes_max = 10'000;
constexpr auto timeout_max = 10min;

// Mistakes, collected: an operator wants to hear of all of them at once.
class Mistakes {
 public:
  explicit Mistakes(const cairn::Config& config) : config_(config) {}

  void add(const std::string& key, const std::string& words) {
    const auto origin = config_.origin(key);
    add(cairn::Error{cairn::ErrorCode::invalid_argument, key + ": " + words,
                     origin ? origin->place : cairn::Origin{}});
  }
  void add(const cairn::Error& error) { text_ += (text_.empty() ? "" : "\n") + error.text(); }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  const cairn::Config& config_;
  std::string text_;
};

// "users-1:8080", "http://users-1:8080/v2", "[::1]:8080".
bool read_host(std::string_view text, Host& out) {
  if (text.starts_with("http://")) {
    text.remove_prefix(7);
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  out.base = text.substr(slash);
  while (out.base.ends_with('/')) {
    out.base.pop_back();
  }
  std::string_view host = text.substr(0, slash);
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && !host.ends_with(']')) {
    const std::string_view digits = host.substr(colon + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || out.port == 0) {
      return false;
    }
    host = host.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return false;
  }
  out.name = host;
  return !host.empty() && host.find_first_of("@?#\\ ") == std::string_view::npos &&
         (out.base.empty() || Target::parse(out.base).has_value());
}

// Takes "/**" off a pattern; whether what is left is a path without further wildcards.
bool read_pattern(std::string_view text, Route& route) {
  route.exact = !text.ends_with("/**");
  if (!route.exact) {
    text.remove_suffix(3);
  }
  const auto path = Target::parse(text.empty() ? "/" : text);
  route.prefix = text;
  return (route.exact ? !text.empty() : !text.ends_with('/')) && path && path->query.empty() &&
         (text.empty() || path->path == text) &&
         text.find_first_of("*?{}") == std::string_view::npos;
}

class Reader {
 public:
  Reader(const cairn::Config& config, const ZuulSettings& zuul, Mistakes& mistakes)
      : config_(config), zuul_(zuul), mistakes_(mistakes) {}

  Route read(const std::string& name, const RouteSettings& settings) {
    key_ = "zuul.routes." + (name.find('.') == std::string::npos ? name : "[" + name + "]");
    Route route;
    route.name = name;
    route.filters = settings.filters;
    route.retryable = settings.retryable.value_or(zuul_.retryable);
    for (const std::string& header : settings.sensitive_headers.value_or(zuul_.sensitive_headers)) {
      route.sensitive_headers.insert(header);
    }
    read_path(settings, route);
    if (settings.url.has_value() == settings.service_id.has_value()) {
      mistakes_.add(key_ + ".path", "a route has either a service-id or a url");
    } else if (settings.url) {
      read_url(*settings.url, route);
    } else {
      read_service(*settings.service_id, route);
    }
    check_times(route);
    check_filters(route.filters, [&](const std::string& key, const std::string& words) {
      mistakes_.add(key_ + ".filters." + key, words);
    });
    return route;
  }

 private:
  void read_path(const RouteSettings& settings, Route& route) {
    if (!read_pattern(settings.path, route)) {
      mistakes_.add(key_ + ".path",
                    "'" + settings.path + "' is no path such as /users/** or /users");
    }
    const std::string own = settings.strip_prefix && !route.exact ? route.prefix : "";
    route.stripped = (zuul_.strip_prefix ? zuul_.prefix : "") + own;
    route.front = !zuul_.strip_prefix && !own.empty() ? zuul_.prefix : "";
    route.cut = route.stripped.size() + route.front.size();
    route.prefix = zuul_.prefix + route.prefix;
    route.pattern = zuul_.prefix + settings.path;
  }

  void read_url(const std::string& url, Route& route) {
    route.to = url;
    route.connect_timeout = zuul_.host.connect_timeout;
    route.answer_timeout = zuul_.host.socket_timeout;
    if (Host host; url.starts_with("http://") && read_host(url, host)) {
      route.hosts.push_back(std::move(host));
    } else {
      mistakes_.add(key_ + ".url", "'" + url + "' is no address such as http://host:8080/v2");
    }
  }

  void read_service(const std::string& service, Route& route) {
    const std::string key = service + ".ribbon";
    route.to = service;
    auto ribbon = cairn::bind<RibbonSettings>(config_, key, {.strict = true});
    if (!ribbon) {
      if (ribbon.error().code == cairn::ErrorCode::not_found) {
        mistakes_.add(key_ + ".service-id", ribbon.error().message);
      } else if (bad_services_.insert(service).second) {
        mistakes_.add(ribbon.error());
      }
      return;
    }
    route.others_max = ribbon->retries_next_server;
    route.retryable_statuses = {ribbon->retryable_status_codes.begin(),
                                ribbon->retryable_status_codes.end()};
    route.connect_timeout = ribbon->connect_timeout.value_or(zuul_.host.connect_timeout);
    route.answer_timeout = ribbon->read_timeout.value_or(zuul_.host.socket_timeout);
    for (const std::string& server : ribbon->servers) {
      if (Host host; read_host(server, host)) {
        route.hosts.push_back(std::move(host));
      } else {
        mistakes_.add(key + ".list-of-servers", "'" + server + "' is no server such as host:8080");
      }
    }
    if (ribbon->servers.empty()) {
      mistakes_.add(key + ".list-of-servers", "no server is in it");
    }
  }

  void check_times(const Route& route) {
    for (const auto time : {route.connect_timeout, route.answer_timeout}) {
      if (!route.hosts.empty() && (time <= 0ms || time > timeout_max)) {
        mistakes_.add(key_ + ".path", "its time-outs have to be between 1 ms and 10 min");
        return;
      }
    }
  }

  const cairn::Config& config_;
  const ZuulSettings& zuul_;
  Mistakes& mistakes_;
  std::string key_;  // of the present route
  std::set<std::string> bad_services_;
};

void check_common(const ZuulSettings& zuul, const GatewaySettings& gateway, Mistakes& mistakes) {
  const auto prefix = Target::parse(zuul.prefix);
  if (!zuul.prefix.empty() &&
      (!prefix || prefix->path != zuul.prefix || zuul.prefix.ends_with('/'))) {
    mistakes.add("zuul.prefix", "'" + zuul.prefix + "' is no path such as /api");
  }
  if (zuul.routes.size() > routes_max) {
    mistakes.add("zuul.routes", "there are more than 10000 routes");
  }
  if (!is_header_name(gateway.request_id_header)) {
    mistakes.add("gateway.request-id-header", "this is no name of a header");
  }
  if (gateway.threads == 0 || gateway.threads > 1024) {
    mistakes.add("gateway.threads", "there have to be between 1 and 1024");
  }
}

}  // namespace

cairn::Result<std::shared_ptr<const RouteTable>> RouteTable::read(const cairn::Config& config) {
  Mistakes mistakes(config);
  auto table = std::make_shared<RouteTable>();
  auto zuul = cairn::bind<ZuulSettings>(config, "zuul", {.strict = true});
  auto gateway = cairn::bind<GatewaySettings>(config, "gateway", {.strict = true});
  if (!gateway) {
    mistakes.add(gateway.error());
  }
  if (!zuul) {
    mistakes.add(zuul.error());
  }
  if (zuul && gateway) {
    table->zuul_ = *std::move(zuul);
    table->gateway_ = *std::move(gateway);
    check_common(table->zuul_, table->gateway_, mistakes);
    Reader reader(config, table->zuul_, mistakes);
    for (const auto& [name, settings] : table->zuul_.routes) {
      Route route = reader.read(name, settings);
      auto& paths = route.exact ? table->exact_ : table->prefixes_;
      if (const auto [other, added] = paths.emplace(route.prefix, table->routes_.size()); !added) {
        mistakes.add("zuul.routes." + name + ".path",
                     "the route '" + table->routes_[other->second].name + "' has this path, too");
      }
      table->routes_.push_back(std::move(route));
    }
  }
  if (!mistakes.text().empty()) {
    return cairn::fail(cairn::ErrorCode::invalid_argument, mistakes.text());
  }
  table->version_ = config.remote().version.value_or("none");
  return table;
}

const Route* RouteTable::find(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) {
    return &routes_[found->second];
  }
  for (;;) {
    if (const auto found = prefixes_.find(path); found != prefixes_.end()) {
      return &routes_[found->second];
    }
    if (path.empty()) {
      return nullptr;
    }
    path = path.substr(0, path.rfind('/'));
  }
}

}  // namespace gateway

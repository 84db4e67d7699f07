// Route: which of the server's resources a path names. The table and its conflicts are those of the
// reference; what is below the actuator's base path and below "/-/" is never configuration.
//
// Thread-safety: plain values and a pure function. Cost: no allocation but for the path of a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/options.hpp"
#include "http/target.hpp"
#include "observe/requests.hpp"
#include "service/answer.hpp"

namespace cairn::http {

enum class Place {
  nowhere,         // 404
  bad_request,     // 400: an encoded slash where it can be none
  environment,     // E1, E2: JSON by Accept; a label makes it also the file with the empty path
  flat,            // F1-F6
  file,            // R1-R4
  actuator_index,  // the links of what is exposed
  health,          // with `rest`: "" or "configServer" or "liveness"
  info,
  prometheus,        // figures, as Prometheus reads them
  metrics,           // the same as Spring Boot shows them, with `rest`: "" or a name
  env,               // settings of the server, with `rest`: "" or a name
  actuator_refresh,  // POST /actuator/refresh
  bus_refresh,       // POST /actuator/busrefresh, with `rest` behind it: whom it is for
  bus_environment,   // POST /actuator/busenv, the same
  refresh,           // POST /-/v1/refresh
  status,            // GET /-/v1/status
  sources,           // GET /-/v1/sources
  pin,               // GET, POST and DELETE /-/v1/pin
  encrypt,  // POST /encrypt, with the next three by `name` and `profiles` if these are not empty
  decrypt,  // POST /decrypt
  encrypt_status,  // GET /encrypt/status
  public_key,      // GET /key
  monitor,         // POST /monitor
};
inline constexpr Place last_place = Place::monitor;

struct Route {
  Place place = Place::nowhere;
  // Decoded; views of the target.
  std::string_view name;
  std::string_view profiles;
  std::optional<std::string_view> label;
  service::Format flat = service::Format::flat_yaml;
  std::string path;         // of a file: segments joined by "/", as sent otherwise
  std::string rest;         // behind /actuator/health; of the bus with ":" for "/"
  bool also_posts = false;  // an environment whose path is another resource for a POST
};

// Finds the route of a parsed target. Only `useDefaultLabel` of the query plays a part in it, and
// whether the method is POST: "/encrypt/shop/dev" is also the label "dev" of an application.
[[nodiscard]] Route find_route(const Target& target, bool use_default_label, const Options& options,
                               bool posting = false);

// What the figures count it as.
[[nodiscard]] observe::PathKind kind_of(const Route& route);

// Whether the place takes a text for a cipher in the body of a POST.
[[nodiscard]] bool takes_text(Place place);

// Whether the place takes something in the body of a POST.
[[nodiscard]] bool takes_body(Place place);

}  // namespace cairn::http

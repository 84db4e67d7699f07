// /actuator/busrefresh and /actuator/busenv: what operators tell others over the bus.
#include <string>
#include <utility>

#include "base/text.hpp"
#include "http/dispatcher.hpp"
#include "http/media_type.hpp"
#include "http/negotiate.hpp"
#include "service/environment_change.hpp"

namespace cairn::http {

Response Dispatcher::ask_bus(const Request& request, const Route& route) {
  const auto destination = route.rest.empty() ? std::nullopt : std::optional(route.rest);
  if (route.place == Place::bus_refresh) {
    log_.info("others are asked to refresh",
              {{"destination", destination ? base::shortened(*destination, 200) : "**"}});
    service_.refresh_others(destination);
    return make_response(204, {}, {});
  }
  if (!is_json_type(request.content_type)) {
    return error(415, error_form(request));
  }
  const auto change = service::parse_environment_change(request.body);
  if (!change) {
    ErrorForm form = error_form(request);
    form.message = change.error().text();
    return error(400, form);
  }
  log_.info("others are told of a property",
            {{"destination", destination ? base::shortened(*destination, 200) : "**"},
             {"name", base::shortened(change->first, 200)}});
  service_.change_environment(destination, change->first, change->second);
  return make_response(204, {}, {});
}

}  // namespace cairn::http

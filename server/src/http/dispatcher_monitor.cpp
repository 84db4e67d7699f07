// POST /monitor: from a request to a notification, and from its verdict to an answer. The host does
// not wait for the look that follows.
#include <string>
#include <utility>

#include "http/dispatcher.hpp"
#include "http/negotiate.hpp"
#include "render/json_text.hpp"

namespace cairn::http {
namespace {

// Without the body, which may be a megabyte.
hooks::Notification head_of(const Request& request, std::string_view query) {
  hooks::Notification made;
  if (request.fields != nullptr) {
    for (const Field& field : *request.fields) {
      made.fields.emplace_back(field.name, field.value);
    }
  }
  made.content_type = request.content_type.value_or(std::string_view());
  made.query = query;
  return made;
}

std::string services_body(const std::vector<std::string>& services) {
  std::string body = "[";
  for (const std::string& service : services) {
    body += body.size() > 1 ? "," : "";
    render::append_json_string(body, service);
  }
  return body + ']';
}

}  // namespace

bool Dispatcher::wants_body(const Request& request) {
  if (request.method != Method::post || request.target == "*" || !target_.parse(request.target)) {
    return false;
  }
  const Route route = find_route(target_, false, options_, true);
  if (route.place == Place::monitor) {
    return monitor_ != nullptr && !will_refuse(request, route) &&
           monitor_->wants_body(head_of(request, target_.query()));
  }
  return takes_body(route.place) && (encryption_ != nullptr || !takes_text(route.place)) &&
         !will_refuse(request, route);
}

std::optional<Response> Dispatcher::ask_monitor(const Request& request, std::string_view id,
                                                const std::shared_ptr<Receiver>& receiver) {
  if (monitor_ == nullptr) {
    return error(404, error_form(request));
  }
  hooks::Notification notification = head_of(request, target_.query());
  notification.body = request.body;
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  monitor_->take(std::move(notification), request.method == Method::post,
                 [post = post_, self = weak_from_this(), waiting](hooks::Verdict verdict) {
                   post([self, waiting, verdict = std::move(verdict)] {
                     if (const auto dispatcher = self.lock()) {
                       dispatcher->deliver(*waiting,
                                           dispatcher->monitor_response(*waiting, verdict));
                     }
                   });
                 });
  return std::nullopt;
}

Response Dispatcher::monitor_response(const Pending& pending, const hooks::Verdict& verdict) const {
  const ErrorForm form{pending.path, pending.error_type};
  if (verdict.status != 200) {
    audit("notification", pending.asker(),
          {{"status", std::to_string(verdict.status)},
           {"result", "refused"},
           {"reason", verdict.reason}});
    Fields fields;
    if (verdict.status == 405) {
      fields.emplace_back("Allow", "POST");
    } else if (verdict.status == 429) {
      fields.emplace_back("Retry-After", "1");
    }
    return error(verdict.status, form, fields);
  }
  audit("notification", pending.asker(),
        {{"status", std::to_string(verdict.status)},
         {"services", std::to_string(verdict.services.size())},
         {"result", "ok"}});
  service_.announce({verdict.services, verdict.addresses});
  // The reference finds out last that it cannot write its answer.
  return pending.error_type
             ? make_response(200, *pending.error_type, services_body(verdict.services),
                             {{"Cache-Control", "no-store"}})
             : error(406, form);
}

}  // namespace cairn::http

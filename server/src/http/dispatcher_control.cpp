// What operators ask for: looks at the remotes, what there is, and pins.
#include <functional>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "http/control_body.hpp"
#include "http/dispatcher.hpp"
#include "http/health_body.hpp"
#include "http/media_type.hpp"
#include "http/negotiate.hpp"
#include "service/answer_builder.hpp"
#include "service/pin_request.hpp"
#include "service/unix_time.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view json = "application/json";
constexpr std::size_t pin_bytes_max = 16 * 1024;

// What the service says of a mistake is a conflict here: it may go away without a change.
int control_status(ErrorCode code) {
  return code == ErrorCode::failed_precondition ? 409 : service::status_of(code);
}

std::optional<std::string> text_of(const QueryParameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

}  // namespace

template <typename T>
std::function<void(Result<T>)> Dispatcher::teller(std::shared_ptr<Pending> pending,
                                                  std::function<std::string(const T&)> body) const {
  return [post = post_, self = weak_from_this(), pending = std::move(pending),
          body = std::move(body)](Result<T> outcome) {
    // Written here, on a thread of the service.
    Result<std::string> text =
        outcome ? Result<std::string>(body(*outcome)) : fail(std::move(outcome).error());
    post([self, pending, text = std::move(text)] {
      if (const auto dispatcher = self.lock()) {
        dispatcher->tell(*pending, text);
      }
    });
  };
}

std::optional<Response> Dispatcher::ask_refresh(const Request& request,
                                                const QueryParameters* parameters,
                                                std::string_view id,
                                                const std::shared_ptr<Receiver>& receiver) {
  const auto word = parameters == nullptr ? std::nullopt : parameters->find("force");
  // "?force" alone is a yes.
  const auto force = !word ? false : word->empty() ? true : parse_boolean(*word);
  if (parameters == nullptr || !force) {
    return error(400, error_form(request));
  }
  service_.refresh({*force, text_of(*parameters, "repository")},
                   teller<service::Look>(std::make_shared<Pending>(pending(request, id, receiver)),
                                         refresh_body));
  return std::nullopt;
}

std::optional<Response> Dispatcher::ask_actuator_refresh(
    const Request& request, std::string_view id, const std::shared_ptr<Receiver>& receiver) {
  if (!negotiate_actuator(request.accept)) {
    return error(406, error_form(request));
  }
  service_.refresh({},
                   teller<service::Look>(std::make_shared<Pending>(pending(request, id, receiver)),
                                         changed_keys_body));
  return std::nullopt;
}

std::optional<Response> Dispatcher::ask_status(const Request& request, const Route& route,
                                               std::string_view id,
                                               const std::shared_ptr<Receiver>& receiver) {
  using All = std::vector<service::RepositoryStatus>;
  std::function<std::string(const All&)> body = sources_body;
  if (route.place == Place::status) {
    body = [generation = service_.generation(), since = service_.stale_since(),
            watching = &watchers_.counters()](const All& all) {
      return status_body(generation, since, all, *watching);
    };
  }
  service_.status(teller<All>(std::make_shared<Pending>(pending(request, id, receiver)), body));
  return std::nullopt;
}

std::optional<Response> Dispatcher::ask_pins(const Request& request,
                                             const QueryParameters* parameters, std::string_view id,
                                             const std::shared_ptr<Receiver>& receiver) {
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  if (request.method == Method::post) {
    // Another type could be sent by a page that somebody's browser shows, without asking first.
    if (!is_json_type(request.content_type)) {
      return wrong(request, 415, "a body of type application/json is wanted");
    }
    if (request.body.size() > pin_bytes_max) {
      return wrong(request, 413, "more than " + std::to_string(pin_bytes_max) + " bytes");
    }
    auto wish = service::parse_pin_request(request.body, service::unix_now());
    if (!wish) {
      return wrong(request, 400, wish.error().text());
    }
    service_.pin(*std::move(wish), teller<service::PinnedLabel>(waiting, pin_body));
  } else if (request.method == Method::del) {
    const auto label = parameters == nullptr ? std::nullopt : text_of(*parameters, "label");
    if (!label || label->empty()) {
      return wrong(request, 400, "which label: ?label=main");
    }
    service_.unpin({text_of(*parameters, "repository"), *label},
                   teller<service::PinnedLabel>(waiting, pin_body));
  } else {
    service_.status(teller<std::vector<service::RepositoryStatus>>(waiting, pins_body));
  }
  return std::nullopt;
}

Response Dispatcher::wrong(const Request& request, int status, std::string message) const {
  ErrorForm form = error_form(request);
  form.type = std::string(json);
  form.message = std::move(message);
  return error(status, form);
}

// Gives an operator what was asked for, or the reason why not.
void Dispatcher::tell(const Pending& pending, Result<std::string> outcome) const {
  if (outcome) {
    deliver(pending,
            make_response(200, json, *std::move(outcome), {{"Cache-Control", "no-store"}}));
    return;
  }
  const int status = control_status(outcome.error().code);
  const std::string reason = base::without_user_info(outcome.error().text());
  log_.warn("not done", {{"id", pending.id}, {"path", pending.path}, {"error", reason}});
  Fields fields;
  if (status == 503 || status == 429) {
    fields.emplace_back("Retry-After", "1");
  }
  deliver(pending, error(status, {pending.path, std::string(json), reason}, fields));
}

}  // namespace cairn::http

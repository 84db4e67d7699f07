// What operators ask for: looks at the remotes, what there is, and pins.
#include <chrono>
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

std::string reason_of(const Error& error) {
  return base::without_user_info(error.text());
}

// Lines of the audit, for when it is known what became of it.
std::function<void(const Result<service::Look>&)> note_of_refresh(
    Asker asker, std::optional<std::string> repository) {
  return [asker = std::move(asker), repository = std::move(repository),
          began = std::chrono::steady_clock::now()](const Result<service::Look>& look) {
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - began);
    std::vector<base::LogField> fields{{"repository", repository.value_or(std::string())}};
    if (look) {
      fields.push_back({"looked", std::to_string(look->succeeded + look->failed)});
      fields.push_back({"failed", std::to_string(look->failed)});
      fields.push_back({"moved", std::to_string(look->moved_labels)});
    }
    fields.push_back({"ms", std::to_string(took.count())});
    add_result(fields, look ? std::string() : reason_of(look.error()));
    audit("refresh", asker, std::move(fields));
  };
}

std::function<void(const Result<service::PinnedLabel>&)> note_of_pin(
    std::string_view event, Asker asker, std::optional<std::string> repository, std::string label) {
  return [event, asker = std::move(asker), repository = std::move(repository),
          label = std::move(label)](const Result<service::PinnedLabel>& pinned) {
    std::vector<base::LogField> fields{
        {"repository", pinned ? pinned->repository : repository.value_or(std::string())},
        {"label", label}};
    if (pinned) {
      fields.push_back({"commit", pinned->pin.commit});
      fields.push_back({"without", pinned->without});
      fields.push_back(
          {"until", pinned->pin.until == 0 ? std::string() : std::to_string(pinned->pin.until)});
      fields.push_back({"reason", pinned->pin.reason});
    }
    add_result(fields, pinned ? std::string() : reason_of(pinned.error()));
    audit(event, asker, std::move(fields));
  };
}

std::optional<std::string> text_of(const QueryParameters& parameters, std::string_view name) {
  const auto found = parameters.find(name);
  return found ? std::optional<std::string>(*found) : std::nullopt;
}

}  // namespace

template <typename T>
std::function<void(Result<T>)> Dispatcher::teller(
    std::shared_ptr<Pending> pending, std::function<std::string(const T&)> body,
    std::function<void(const Result<T>&)> note) const {
  return [post = post_, self = weak_from_this(), pending = std::move(pending),
          body = std::move(body), note = std::move(note)](Result<T> outcome) {
    if (note) {
      note(outcome);
    }
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
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  auto note = note_of_refresh(waiting->asker(), text_of(*parameters, "repository"));
  service_.refresh({*force, text_of(*parameters, "repository")},
                   teller<service::Look>(std::move(waiting), refresh_body, std::move(note)));
  return std::nullopt;
}

std::optional<Response> Dispatcher::ask_actuator_refresh(
    const Request& request, std::string_view id, const std::shared_ptr<Receiver>& receiver) {
  if (!negotiate_actuator(request.accept)) {
    return error(406, error_form(request));
  }
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  auto note = note_of_refresh(waiting->asker(), std::nullopt);
  service_.refresh({},
                   teller<service::Look>(std::move(waiting), changed_keys_body, std::move(note)));
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
    auto note = note_of_pin("pin", waiting->asker(), wish->repository, wish->label);
    service_.pin(*std::move(wish),
                 teller<service::PinnedLabel>(waiting, pin_body, std::move(note)));
  } else if (request.method == Method::del) {
    const auto label = parameters == nullptr ? std::nullopt : text_of(*parameters, "label");
    if (!label || label->empty()) {
      return wrong(request, 400, "which label: ?label=main");
    }
    const auto repository = text_of(*parameters, "repository");
    service_.unpin(
        {repository, *label},
        teller<service::PinnedLabel>(waiting, pin_body,
                                     note_of_pin("unpin", waiting->asker(), repository, *label)));
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
  log_.warn("not done", {{"id", pending.id},
                         {"traceId", std::string(pending.trace.trace_id())},
                         {"spanId", std::string(pending.trace.span_id())},
                         {"path", pending.path},
                         {"error", reason}});
  Fields fields;
  if (status == 503 || status == 429) {
    fields.emplace_back("Retry-After", "1");
  }
  deliver(pending, error(status, {pending.path, std::string(json), reason}, fields));
}

}  // namespace cairn::http

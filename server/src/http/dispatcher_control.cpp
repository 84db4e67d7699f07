// What operators ask for: looks at the remotes.
#include <utility>

#include "base/text.hpp"
#include "http/control_body.hpp"
#include "http/dispatcher.hpp"
#include "http/negotiate.hpp"
#include "service/answer_builder.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view json = "application/json";

}  // namespace

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
  service::RefreshRequest wish;
  wish.force = *force;
  if (const auto repository = parameters->find("repository")) {
    wish.repository = std::string(*repository);
  }
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  service_.refresh(
      wish, [post = post_, self = weak_from_this(), waiting](Result<service::Look> outcome) {
        post([self, waiting, outcome = std::move(outcome)] {
          if (const auto dispatcher = self.lock()) {
            dispatcher->tell(*waiting, outcome ? Result<std::string>(refresh_body(*outcome))
                                               : Result<std::string>(fail(outcome.error())));
          }
        });
      });
  return std::nullopt;
}

// Gives an operator what was asked for, or the reason why not.
void Dispatcher::tell(const Pending& pending, Result<std::string> outcome) {
  if (outcome) {
    deliver(pending,
            make_response(200, json, *std::move(outcome), {{"Cache-Control", "no-store"}}));
    return;
  }
  const int status = service::status_of(outcome.error().code);
  const std::string reason = base::without_user_info(outcome.error().text());
  log_.warn("not done", {{"id", pending.id}, {"path", pending.path}, {"error", reason}});
  Fields fields;
  if (status == 503) {
    fields.emplace_back("Retry-After", "1");
  }
  deliver(pending, error(status, {pending.path, std::string(json), reason}, fields));
}

}  // namespace cairn::http

// Who is asking, and may they: before a request is answered, and again before who waited for a
// change is.
#include <string>
#include <utility>

#include "auth/challenge.hpp"
#include "http/dispatcher.hpp"
#include "http/kept_request.hpp"

namespace cairn::http {
namespace {

using auth::Outcome;

void note_failed_login(const Request& request, std::string_view id, const Outcome& outcome) {
  Asker asker = asker_of(request, id, nullptr);
  asker.user = outcome.shown_user();
  audit("login failed", asker, {{"by", outcome.tried()}});
}

const auth::Peer& peer_of(const Request& request) {
  static const auth::Peer unknown;
  return request.peer == nullptr ? unknown : *request.peer;
}

}  // namespace

// Whether it matters who asks for health.
bool Dispatcher::health_depends_on_who() const {
  return authenticator_.enabled() && (options_.health.show_details == Show::when_authorized ||
                                      options_.health.show_components == Show::when_authorized);
}

Need Dispatcher::need_at(const Route& route) const {
  Need need = need_of(route);
  if (need.kind == Need::Kind::proof) {
    // A notification of a push proves itself, where that is asked for.
    need.kind = monitor_ != nullptr && monitor_->checks() ? Need::Kind::open : Need::Kind::right;
  }
  return need;
}

// Whether who sent this head will be refused, as far as that is known without waiting.
bool Dispatcher::will_refuse(const Request& request, const Route& route) {
  return need_at(route).kind != Need::Kind::open &&
         entrance_.would_refuse(peer_of(request), request.authorization);
}

// A response: refused, or on its way (nullopt inside). None: `who_` may go on.
std::optional<std::optional<Response>> Dispatcher::check_login(
    const Request& request, const Route& route, std::string_view id,
    const std::shared_ptr<Receiver>& receiver, const Outcome* proven) {
  const Need need = need_at(route);
  who_ = nullptr;
  const bool asks_who = route.place == Place::health && health_depends_on_who();
  if (need.kind == Need::Kind::open && !asks_who) {
    return std::nullopt;
  }
  Outcome outcome = proven != nullptr
                        ? entrance_.settle(peer_of(request), request.authorization, *proven)
                        : entrance_.identify(peer_of(request), request.authorization);
  if (outcome.kind == Outcome::Kind::slow) {
    verify(request, id, receiver);
    return std::optional<Response>();
  }
  if (outcome.failed && (proven == nullptr || !proven->failed)) {
    note_failed_login(request, id, outcome);
  }
  who_ = outcome.who;
  if (need.kind == Need::Kind::open) {
    return std::nullopt;
  }
  if (outcome.kind != Outcome::Kind::admitted) {
    return refuse_login(outcome, error_form(request));
  }
  if (need.kind == Need::Kind::right && !entrance_.access().may(*who_, need.right)) {
    return forbid(asker_of(request, id, who_), auth::name_of(need.right), error_form(request));
  }
  return std::nullopt;
}

// Another thread computes the hash; then the request begins anew.
void Dispatcher::verify(const Request& request, std::string_view id,
                        const std::shared_ptr<Receiver>& receiver) {
  const auto kept = std::make_shared<const KeptRequest>(request, id, options_);
  authenticator_.try_later(
      peer_of(kept->request()), kept->request().authorization,
      [post = post_, self = weak_from_this(), kept,
       waiting = std::weak_ptr<Receiver>(receiver)](Outcome outcome) {
        post([self, kept, waiting, outcome = std::move(outcome)] {
          const auto dispatcher = self.lock();
          const auto present = waiting.lock();
          if (dispatcher && outcome.failed) {
            note_failed_login(kept->request(), kept->id(), outcome);  // also of who is gone
          }
          if (!dispatcher || !present) {
            return;
          }
          if (auto response = dispatcher->answer(kept->request(), kept->id(), present, &outcome)) {
            present->receive(*std::move(response));
          }
        });
      });
}

Response Dispatcher::refuse_login(const Outcome& outcome, const ErrorForm& form) const {
  Fields fields;
  if (outcome.kind == Outcome::Kind::too_many) {
    const std::string seconds = std::to_string(outcome.retry.count());
    fields.emplace_back("Retry-After", seconds);
    return error(429, form, fields);
  }
  const auto challenges = auth::challenges(authenticator_.options(), outcome.bad_token);
  for (const std::string& challenge : challenges) {
    fields.emplace_back("WWW-Authenticate", challenge);
  }
  return error(401, form, fields);
}

Response Dispatcher::forbid(const Asker& asker, std::string_view right, const ErrorForm& form) {
  audit("denied", asker, {{"right", std::string(right)}, {"path", std::string(form.path)}});
  return error(403, form);
}

bool Dispatcher::may_read(const auth::Principal& who, const service::ReadRequest& question) {
  return entrance_.access().may_read(who, question.query, question.file());
}

std::optional<Response> Dispatcher::check_again(const Pending& pending) {
  if (!authenticator_.may_differ(*pending.who, pending.who_generation)) {
    return std::nullopt;
  }
  return check_again(*pending.who, pending.watched ? &*pending.watched : nullptr, pending.asker(),
                     {pending.path, pending.error_type});
}

std::optional<Response> Dispatcher::check_again(const WatchSeat& seat) {
  const WatchClient& client = seat.client();
  if (!authenticator_.may_differ(*client.who, client.who_generation)) {
    return std::nullopt;
  }
  const WatchTopic& topic = *seat.group().topic;
  Asker asker{client.id, {}, client.who->name, {}};
  if (const auto receiver = client.receiver.lock()) {
    asker.address = receiver->address();
    asker.trace = receiver->trace();
  }
  return check_again(*client.who, &topic.question, asker, {topic.path, client.error_type});
}

// None: all is as it was.
std::optional<Response> Dispatcher::check_again(const auth::Principal& known,
                                                const service::ReadRequest* question,
                                                const Asker& asker, const ErrorForm& form) {
  const auto who = authenticator_.ledger()->renewed(known, auth::time_now());
  if (!who) {
    return refuse_login({}, form);
  }
  if (question != nullptr && !may_read(*who, *question)) {
    return forbid(asker, "read", form);
  }
  return std::nullopt;
}

}  // namespace cairn::http

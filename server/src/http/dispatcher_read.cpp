// Reads and health: what is known at once, and what the service finds.
#include <algorithm>
#include <utility>

#include "auth/network_address.hpp"
#include "http/conditional.hpp"
#include "http/content_disposition.hpp"
#include "http/dispatcher.hpp"
#include "http/event_stream.hpp"
#include "http/health_body.hpp"
#include "http/http_date.hpp"
#include "http/negotiate.hpp"
#include "http/preference.hpp"
#include "service/answer_builder.hpp"

namespace cairn::http {
namespace {

constexpr std::size_t rejected_bytes_max = 512;
constexpr std::size_t pinned_bytes_max = 512;
constexpr std::string_view vary = "Accept, Accept-Charset";
// A copy may be kept by the client alone, and only to ask whether it is still good.
constexpr std::string_view cache_control = "private, no-cache";
constexpr std::string_view retry_seconds = "1";

// A change can be waited for only by who says what it has.
bool asks_to_wait(const Request& request) {
  return request.wait && request.wait->count() > 0 && request.method == Method::get &&
         !request.if_none_match.empty();
}

Response health_response(HealthAnswer made, const std::string& type) {
  const bool has_body = !made.body.empty();
  return make_response(made.status, has_body ? type : std::string(), std::move(made.body),
                       {{"Cache-Control", "no-store"}});
}

bool asks_to_retry(int status) {
  return status == 429 || status == 503;
}

// Another encoding is another representation, so it has another tag.
std::string tag_of(const service::Answer& answer, const Representation& representation) {
  if (answer.etag.empty() || representation.encoding == Encoding::utf8) {
    return answer.etag;
  }
  return answer.etag.substr(0, answer.etag.size() - 1) + "-" +
         std::to_string(static_cast<int>(representation.encoding)) + '"';
}

// The fields that an answer has in common with its 304.
void add_common(HeadWriter& head, const service::Answer& answer, std::string_view etag) {
  if (!etag.empty()) {
    head.add("ETag", etag);
  }
  if (answer.last_modified != 0) {
    head.add("Last-Modified", format_http_date(answer.last_modified));
  }
  if (!answer.revision.empty()) {
    head.add("Cairn-Revision", answer.revision);
  }
  if (!answer.rejected.empty()) {
    head.add("Cairn-Rejected", field_text(answer.rejected, rejected_bytes_max));
  }
  if (!answer.pinned.empty()) {
    head.add("Cairn-Pinned", field_text(answer.pinned, pinned_bytes_max));
  }
  head.add("Vary", vary).add("Cache-Control", cache_control);
}

}  // namespace

std::optional<Response> Dispatcher::read(const Request& request, const Route& route,
                                         const QueryParameters* parameters, std::string_view id,
                                         const std::shared_ptr<Receiver>& receiver) {
  if (asks_for_stream(request)) {
    // What is left of the wishes says what is watched, and how errors look.
    Request watched = request;
    watched.accept = without_event_stream(request.accept);
    return read_as(Wish::stream, watched, route, parameters, id, receiver);
  }
  return read_as(asks_to_wait(request) ? Wish::another_answer : Wish::answer, request, route,
                 parameters, id, receiver);
}

std::optional<Response> Dispatcher::read_as(Wish wish, const Request& request, const Route& route,
                                            const QueryParameters* parameters, std::string_view id,
                                            const std::shared_ptr<Receiver>& receiver) {
  auto [plan, status] = plan_read(request, route, parameters, options_);
  if (status != 200) {
    return error(status, error_form(request));
  }
  std::optional<Result<service::ReadRequest>> question;
  if (!entrance_.access().reads_all(*who_)) {
    // Before anything that is kept is looked at: it was made for somebody else.
    question = read_request(route, plan, options_.validate_profiles);
    if (*question && !may_read(*who_, **question)) {
      return forbid(asker_of(request, id, who_), auth::name_of(auth::Right::read),
                    error_form(request));
    }
  }
  key_.clear();
  append_key(key_, request, plan);
  std::shared_ptr<const KnownAnswer> known;
  bool ends_rest = false;
  if (service_.answers_may_be_kept() && !plan.never_a_file) {
    known = cache_.find(key_, service_.generation());
    ends_rest = known && known->answer->take_place();
    if (ends_rest) {
      known = nullptr;
    }
    if (known && wish == Wish::answer) {
      return give(known, request.if_none_match, request.if_modified_since, plan.file);
    }
  }
  if (!question) {
    question = read_request(route, plan, options_.validate_profiles);
  }
  if (!*question) {
    return error(service::status_of(question->error().code), error_form(request));
  }
  if (plan.file && (plan.never_a_file || (*question)->path.empty())) {
    return make_response(404, {}, {});
  }
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  waiting->key = key_;
  waiting->plan = std::move(plan);
  waiting->wish = wish;
  if (wish != Wish::answer) {
    waiting->watched = **question;
  }
  if (wish == Wish::another_answer) {
    waiting->wait = std::min<std::chrono::milliseconds>(*request.wait, options_.wait_max);
  }
  if (known) {
    return settle(waiting, known);
  }
  const auto address = auth::NetworkAddress::parse(request.address);
  (*question)->asker = address ? address->counted_as() : std::string();
  (*question)->ends_rest = ends_rest;
  service_.read(**std::move(question), when_answered(waiting));
  return std::nullopt;
}

// Goes on with the read on the network thread, if that is still there.
service::ConfigService::Callback Dispatcher::when_answered(std::shared_ptr<Pending> pending) {
  return [post = post_, self = weak_from_this(),
          pending = std::move(pending)](std::shared_ptr<const service::Answer> answer) {
    post([self, pending, answer = std::move(answer)] {
      if (const auto dispatcher = self.lock()) {
        dispatcher->finish_read(pending, answer);
      }
    });
  };
}

Dispatcher::Pending Dispatcher::pending(const Request& request, std::string_view id,
                                        const std::shared_ptr<Receiver>& receiver) const {
  Pending made;
  made.path = target_.path();
  made.id = id;
  made.address = request.peer == nullptr ? std::string() : request.peer->address;
  made.trace = trace_of(request.fields);
  made.error_type = negotiate_error(request.accept);
  made.head_only = request.head_only();
  made.if_none_match.assign(request.if_none_match.begin(), request.if_none_match.end());
  made.if_modified_since = request.if_modified_since;
  made.last_event_id = request.last_event_id;
  made.who = who_;
  made.who_generation = authenticator_.generation();
  made.receiver = receiver;
  return made;
}

void Dispatcher::finish_read(const std::shared_ptr<Pending>& pending,
                             const std::shared_ptr<const service::Answer>& answer) {
  if (pending->watched) {
    if (auto refused = check_again(*pending)) {
      deliver(*pending, *std::move(refused));
      return;
    }
  }
  if (answer->status != 200) {
    deliver(*pending, failed_read({pending->path, pending->id, pending->error_type, pending->trace},
                                  *answer));
    return;
  }
  const Representation& representation = pending->plan.representation;
  if (representation.content_type.empty()) {
    deliver(*pending, error(406, {pending->path, pending->error_type}));
    return;
  }
  const auto known =
      std::make_shared<const KnownAnswer>(known_answer(answer, representation, pending->path));
  if (service_.answers_may_be_kept()) {
    cache_.offer(pending->key, known, service_.generation(), std::chrono::steady_clock::now());
  }
  if (auto response = settle(pending, known)) {
    deliver(*pending, *std::move(response));
  }
}

// The answer; or none yet, if it is what the client has and it would wait for another one, or if it
// gets a stream.
std::optional<Response> Dispatcher::settle(const std::shared_ptr<Pending>& pending,
                                           const std::shared_ptr<const KnownAnswer>& known) {
  if (pending->wish == Wish::stream) {
    open_stream(*pending, *known);
    return std::nullopt;
  }
  Response response =
      give(known, views_of(pending->if_none_match), pending->if_modified_since, pending->plan.file);
  if (pending->wish == Wish::answer) {
    return response;
  }
  if (response.status != 304) {
    add_preference(response.moving, pending->wait);
    return response;
  }
  if (const auto receiver = pending->receiver.lock()) {
    const auto time = shortened(pending->wait);
    receiver->park({time, seat(*pending, *known)});
  }
  return std::nullopt;
}

Response Dispatcher::failed_read(const Failed& failed, const service::Answer& answer) const {
  if (answer.status >= 500 || answer.unusable) {
    log_.warn("read failed", {{"id", std::string(failed.id)},
                              {"traceId", std::string(failed.trace.trace_id())},
                              {"spanId", std::string(failed.trace.span_id())},
                              {"path", std::string(failed.path)},
                              {"status", std::to_string(answer.status)},
                              {"error", answer.error}});
  }
  Fields fields;
  if (asks_to_retry(answer.status)) {
    fields.emplace_back("Retry-After", retry_seconds);
  }
  if (!answer.revision.empty()) {
    fields.emplace_back("Cairn-Revision", answer.revision);
  }
  const std::string rejected = field_text(answer.rejected, rejected_bytes_max);
  if (!rejected.empty()) {
    fields.emplace_back("Cairn-Rejected", rejected);
  }
  fields.emplace_back("Vary", vary);
  ErrorForm form{failed.path, failed.error_type};
  if (answer.no_body) {
    form.type.reset();
  }
  Response response = error(answer.status, form, fields);
  add_staleness(response.moving, answer);
  return response;
}

void Dispatcher::deliver(const Pending& pending, Response response) const {
  if (const auto receiver = pending.receiver.lock()) {
    if (pending.head_only) {
      response.body = {};
    }
    receiver->receive(std::move(response));
  }
}

KnownAnswer Dispatcher::known_answer(const std::shared_ptr<const service::Answer>& answer,
                                     const Representation& representation,
                                     std::string_view path) const {
  KnownAnswer known;
  known.answer = answer;
  known.etag = tag_of(*answer, representation);
  if (representation.encoding != Encoding::utf8) {
    known.encoded = base::Secret(encode_text(answer->text(), representation.encoding));
  }
  HeadWriter head(200);
  head.add("Content-Type", representation.content_type).length(known.body().size());
  if (needs_disposition(path)) {
    head.add("Content-Disposition", "inline;filename=f.txt");
  }
  add_common(head, *answer, known.etag);
  known.head = head.add("X-Content-Type-Options", "nosniff").finish();
  HeadWriter not_modified(304);
  add_common(not_modified, *answer, known.etag);
  known.not_modified_head = not_modified.finish();
  return known;
}

Response Dispatcher::give(const std::shared_ptr<const KnownAnswer>& known,
                          const std::vector<std::string_view>& if_none_match,
                          std::string_view if_modified_since, bool file) const {
  Response response;
  // If-None-Match, where there is one, decides alone.
  const bool same = if_none_match.empty() ? file && not_modified_since(if_modified_since,
                                                                       known->answer->last_modified)
                                          : etag_matches(if_none_match, known->etag);
  response.status = same ? 304 : 200;
  response.head = same ? known->not_modified_head : known->head;
  response.owner = known;
  if (!same) {
    response.body = known->body();
    response.body_file = known->sealed ? known->sealed->descriptor() : -1;
  }
  add_staleness(response.moving, *known->answer);
  return response;
}

// Cairn-Stale: how old what is served may be. A hold or a deleted label says more than a fetch that
// failed, so it is the reason that is named.
void Dispatcher::add_staleness(std::string& fields, const service::Answer& answer) const {
  const bool fetch_failed = answer.stale_reason.empty();
  const std::int64_t unreachable_since = service_.note_given(answer);
  const std::int64_t since = fetch_failed ? unreachable_since : answer.stale_since;
  if (fetch_failed && since == 0) {
    return;
  }
  fields += "Cairn-Stale: ";
  if (since != 0) {
    fields += "since=" + std::to_string(since) + "; ";
  }
  fields += "reason=" + (fetch_failed ? "fetch-failed" : answer.stale_reason);
  fields += "\r\n";
}

std::optional<Response> Dispatcher::ask_health(const Request& request, const Route& route,
                                               std::string_view id,
                                               const std::shared_ptr<Receiver>& receiver) {
  auto type = negotiate_actuator(request.accept);
  if (!type) {
    return error(406, error_form(request));
  }
  if (is_probe(route.rest, options_.health)) {
    service::Health health;
    health.ready = route.rest == "liveness" || service_.ready();
    return health_response(health_answer(route.rest, health, options_.health, false), *type);
  }
  const bool authorized =
      authenticator_.enabled() && who_ && entrance_.access().may(*who_, auth::Right::status);
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  service_.health([post = post_, self = weak_from_this(), waiting, authorized, rest = route.rest,
                   type = *std::move(type)](service::Health health) {
    post([self, waiting, authorized, rest, type, health = std::move(health)] {
      if (const auto dispatcher = self.lock()) {
        HealthAnswer made = health_answer(rest, health, dispatcher->options_.health, authorized);
        dispatcher->deliver(*waiting, health_response(std::move(made), type));
      }
    });
  });
  return std::nullopt;
}

}  // namespace cairn::http

// /encrypt, /decrypt, /encrypt/status and /key: from a request to a question for the keys, and
// back.
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "http/content_disposition.hpp"
#include "http/dispatcher.hpp"
#include "http/media_type.hpp"
#include "http/negotiate.hpp"
#include "render/json_text.hpp"
#include "resolve/query.hpp"
#include "service/charset.hpp"
#include "service/form_text.hpp"

namespace cairn::http {
namespace {

using service::CipherQuestion;
using service::CipherReply;

constexpr std::string_view json = "application/json";
constexpr std::string_view form_type = "application/x-www-form-urlencoded";

CipherQuestion::Verb verb_of(Place place) {
  switch (place) {
    case Place::encrypt:
      return CipherQuestion::Verb::encrypt;
    case Place::decrypt:
      return CipherQuestion::Verb::decrypt;
    case Place::public_key:
      return CipherQuestion::Verb::public_key;
    default:
      return CipherQuestion::Verb::status;
  }
}

// The place of a value: "application" and "key" of the query. Spring's formats have none, and
// whatever else the query holds means nothing to them.
void read_place(std::string_view query, CipherQuestion& question) {
  const auto parameters = QueryParameters::parse(query);
  if (parameters) {
    question.application = parameters->find("application").value_or("");
    question.key = parameters->find("key").value_or("");
  }
}

// The body as the text that the reference would see, with what its Content-Type says.
struct TextOrStatus {
  CipherQuestion question;
  int status = 200;
};

TextOrStatus read_text(const Request& request, std::string_view query) {
  TextOrStatus made;
  if (!request.content_type || request.body.empty()) {
    made.status = 400;
    return made;
  }
  const auto types = parse_accept({*request.content_type});
  if (!types || types->size() != 1 || !types->front().concrete()) {
    made.status = 415;
    return made;
  }
  const MediaType& type = types->front();
  std::optional<std::string> text(request.body);
  if (request.content_type->find(form_type) != std::string_view::npos && query.empty()) {
    text = service::form_as_sent_on(request.body);
  } else {
    const std::string charset = type.charset();
    text = service::decode_text(request.body, charset.empty() ? "UTF-8" : charset);
  }
  if (!text || text->empty()) {
    made.status = 400;
    return made;
  }
  made.question.text = base::Secret(*std::move(text));
  made.question.exactly_plain = type.type == "text" && type.subtype == "plain" &&
                                type.parameters.empty() && !type.has_quality;
  return made;
}

// Who had something decrypted, and never what.
template <typename Waiting>
std::function<void(const CipherReply&)> note_of(const Route& route, const Waiting& waiting) {
  if (route.place != Place::decrypt) {
    return [](const CipherReply&) {};
  }
  return [asker = waiting.asker(), name = std::string(route.name),
          profiles = std::string(route.profiles)](const CipherReply& reply) {
    std::vector<base::LogField> fields{
        {"application", name}, {"profiles", profiles}, {"status", std::to_string(reply.status)}};
    add_result(fields, reply.status == 200 ? std::string() : std::string(reply.code));
    audit("decrypt", asker, std::move(fields));
  };
}

std::string words_body(const CipherReply& reply) {
  std::string body = "{\"description\":";
  render::append_json_string(body, reply.words);
  body += ",\"status\":";
  render::append_json_string(body, reply.code);
  return body + '}';
}

}  // namespace

std::optional<Response> Dispatcher::ask_cipher(const Request& request, const Route& route,
                                               std::string_view id,
                                               const std::shared_ptr<Receiver>& receiver) {
  if (encryption_ == nullptr) {
    return error(404, error_form(request));
  }
  // Names choose nothing here, but one that could be none is refused as everywhere.
  if (!route.name.empty() && !resolve::Query::parse(route.name, route.profiles, std::nullopt,
                                                    options_.validate_profiles)) {
    return error(400, error_form(request));
  }
  TextOrStatus text;
  if (takes_text(route.place)) {
    text = read_text(request, target_.query());
    if (text.status != 200) {
      return error(text.status, error_form(request));
    }
    read_place(target_.query(), text.question);
  }
  text.question.verb = verb_of(route.place);
  std::optional<Representation> representation;
  if (route.place == Place::encrypt_status) {
    if (auto type = negotiate_error(request.accept)) {
      representation = Representation{service::Format::text, *std::move(type), Encoding::utf8};
    }
  } else {
    representation = negotiate_text(request.accept);
  }
  if (!representation) {
    return error(406, error_form(request));
  }
  auto waiting = std::make_shared<Pending>(pending(request, id, receiver));
  auto note = note_of(route, *waiting);
  encryption_->ask(std::move(text.question), [post = post_, self = weak_from_this(), waiting,
                                              note = std::move(note),
                                              representation = *representation](CipherReply reply) {
    note(reply);
    post([self, waiting, representation, reply = std::move(reply)] {
      if (const auto dispatcher = self.lock()) {
        dispatcher->deliver(*waiting, dispatcher->cipher_response(*waiting, reply, representation));
      }
    });
  });
  return std::nullopt;
}

Response Dispatcher::cipher_response(const Pending& pending, const service::CipherReply& reply,
                                     const Representation& representation) const {
  Fields fields{{"Cache-Control", "no-store"}};
  if (reply.status != 200) {
    if (reply.code.empty() || !pending.error_type) {
      if (reply.status == 429) {
        fields.emplace_back("Retry-After", "1");
      }
      return error(reply.status, {pending.path, pending.error_type}, fields);
    }
  }
  if (needs_disposition(pending.path)) {
    fields.emplace_back("Content-Disposition", "inline;filename=f.txt");
  }
  if (reply.status != 200) {
    return make_response(reply.status, *pending.error_type, words_body(reply), fields);
  }
  const base::Secret body =
      representation.encoding == Encoding::utf8
          ? reply.text
          : base::Secret(encode_text(reply.text.reveal(), representation.encoding));
  HeadWriter head(200);
  head.add("Content-Type", representation.content_type).length(body.reveal().size());
  for (const auto& [name, value] : fields) {
    head.add(name, value);
  }
  Response response;
  response.head = head.add("X-Content-Type-Options", "nosniff").finish();
  response.body = body.reveal();
  response.owner = body.owner();
  return response;
}

}  // namespace cairn::http

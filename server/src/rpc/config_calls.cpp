// See config_calls.hpp.
#include "rpc/config_calls.hpp"

#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rpc/calls.hpp"
#include "rpc/encode.hpp"
#include "rpc/peer_address.hpp"
#include "rpc/questions.hpp"

namespace cairn::rpc {
namespace {

using observe::CallKind;
using service::RepositoryStatus;

std::string_view path_of(CallKind kind) {
  switch (kind) {
    case CallKind::get:
      return "/cairn.v1.Config/Get";
    case CallKind::get_file:
      return "/cairn.v1.Config/GetFile";
    case CallKind::watch:
      return "/cairn.v1.Config/Watch";
    case CallKind::list_sources:
      break;
  }
  return "/cairn.v1.Config/ListSources";
}

std::vector<std::string> certificate_names(const grpc::CallbackServerContext& context) {
  std::vector<std::string> names;
  const auto proven = context.auth_context();
  if (!proven || !proven->IsPeerAuthenticated()) {
    return names;
  }
  constexpr std::array<std::pair<const char*, const char*>, 3> kinds{
      {{"peer_dns", "DNS:"}, {"peer_uri", "URI:"}, {"peer_email", "EMAIL:"}}};
  for (const auto& [property, prefix] : kinds) {
    for (const grpc::string_ref& value : proven->FindPropertyValues(property)) {
      names.push_back(prefix + std::string(value.data(), value.size()));
    }
  }
  return names;
}

// The value of metadata that is there once; "" where there is none, or two.
std::string metadata(const grpc::CallbackServerContext& context, const char* name) {
  const auto [first, last] = context.client_metadata().equal_range(name);
  if (first == last || std::next(first) != last) {
    return {};
  }
  return {first->second.data(), first->second.size()};
}

Visitor visitor_of(const grpc::CallbackServerContext& context, CallKind kind) {
  Visitor visitor;
  if (const auto address = peer_address(context.peer())) {
    visitor.peer.address = address->text();
  }
  visitor.peer.certificate_names = certificate_names(context);
  visitor.authorization = metadata(context, "authorization");
  visitor.asker = {visitor.peer.address, path_of(kind),
                   observe::TraceParent::parse(metadata(context, "traceparent"))};
  return visitor;
}

// What limits of one address count.
std::string counted_as(const grpc::CallbackServerContext& context) {
  const auto address = peer_address(context.peer());
  return address ? address->counted_as() : std::string();
}

template <typename Message>
Result<Message> parse(const grpc::ByteBuffer& bytes) {
  Message message;
  grpc::ByteBuffer copy = bytes;  // of references
  if (!grpc::SerializationTraits<Message>::Deserialize(&copy, &message).ok()) {
    return fail(ErrorCode::invalid_argument, "the request is no message of the contract");
  }
  return message;
}

template <typename Message>
Result<Question> read_question(const grpc::ByteBuffer& bytes, const Options& options,
                               const grpc::CallbackServerContext& context) {
  const auto message = parse<Message>(bytes);
  if (!message) {
    return fail(message.error());
  }
  auto question = question_of(*message, options.validate_profiles);
  if (question) {
    question->request.asker = counted_as(context);
  }
  return question;
}

// What nobody may ask needs no right: whoever is known is told what is wrong with it.
Need need_of(const std::shared_ptr<const Result<Question>>& question) {
  if (!*question) {
    return {};
  }
  return {auth::Right::read, {question, &(*question)->request}};
}

grpc::Slice slice_of(std::shared_ptr<const Encoded> state) {
  const std::string_view bytes = state->text();
  auto owner = std::make_unique<std::shared_ptr<const Encoded>>(std::move(state));
  return {const_cast<char*>(bytes.data()), bytes.size(),
          [](void* kept) { delete static_cast<std::shared_ptr<const Encoded>*>(kept); },
          owner.release()};
}

// `stale` of an answer that is given now; "" for none.
std::string stale_field(const service::ConfigService& service, const Encoded& state) {
  const service::Answer& answer = *state.answer;
  const std::int64_t unreachable_since = service.note_given(answer);
  if (!answer.stale_reason.empty()) {
    return encode_stale(answer.stale_since, answer.stale_reason, state.file);
  }
  return unreachable_since == 0 ? std::string()
                                : encode_stale(unreachable_since, "fetch-failed", state.file);
}

Verdict check_size(const House& house, std::size_t bytes) {
  if (bytes > house.options.answer_bytes_max) {
    return {Code::resource_exhausted,
            "the answer has " + std::to_string(bytes) + " bytes, more than cairn.grpc.answer-size"};
  }
  return {};
}

// Whether there is a state to be given, and if not, why.
Verdict judge(const House& house, const Encoded& state) {
  return state.answer->status == 200 ? check_size(house, state.text().size())
                                     : verdict_of(*state.answer);
}

void give(const House& house, UnaryCall& call, std::string_view if_none_match,
          const std::shared_ptr<const Encoded>& state) {
  if (call.over()) {
    return;  // perhaps the server as well
  }
  const bool known = !if_none_match.empty() && if_none_match == state->answer->etag;
  if (const Verdict verdict = judge(house, *state); verdict.code != Code::ok && !known) {
    call.end(verdict);
    return;
  }
  const std::array<grpc::Slice, 2> slices{
      known ? grpc::Slice(encode_not_modified(*state->answer, state->file)) : slice_of(state),
      grpc::Slice(stale_field(house.service, *state))};
  call.answer(grpc::ByteBuffer(slices.data(), slices.size()));
}

grpc::ByteBuffer pack(const House& house, const std::shared_ptr<const Encoded>& state) {
  if (const Verdict verdict = judge(house, *state); verdict.code != Code::ok) {
    const grpc::Slice failure(encode_failure(verdict));
    return {&failure, 1};
  }
  const std::string stale = stale_field(house.service, *state);
  const std::array<grpc::Slice, 3> slices{
      grpc::Slice(watch_envelope(state->text().size() + stale.size(), state->file)),
      slice_of(state), grpc::Slice(stale)};
  return {slices.data(), slices.size()};
}

template <typename Message>
grpc::ServerUnaryReactor* read(const std::shared_ptr<House>& house,
                               const grpc::CallbackServerContext& context, CallKind kind,
                               const grpc::ByteBuffer& request, grpc::ByteBuffer* response) {
  const auto call = UnaryCall::begin(response, {house->meter, kind});
  const auto question = std::make_shared<const Result<Question>>(
      read_question<Message>(request, house->options, context));
  Door::admit(house->door, visitor_of(context, kind), need_of(question),
              [house, call, question](const Verdict& verdict, const Caller&) {
                if (verdict.code != Code::ok || !*question) {
                  call->end(verdict.code != Code::ok ? verdict : verdict_of(question->error()));
                  return;
                }
                Answers::find(house->answers, (*question)->request,
                              [house, call, question](const std::shared_ptr<const Encoded>& state) {
                                give(*house, *call, (*question)->if_none_match, state);
                              });
              });
  return call.get();
}

// The stream has its first state, and waits for the next one.
void settle(const std::shared_ptr<House>& house, const std::shared_ptr<WatchCall>& call,
            const Question& question, const Caller& caller,
            const std::shared_ptr<const Encoded>& state) {
  if (const Verdict verdict = judge(*house, *state); verdict.code != Code::ok) {
    call->end(verdict);
    return;
  }
  call->on_done([house, call = call.get()] {
    house->runner->post([house, call] { house->groups->leave(call); });
  });
  house->runner->post([house, call, state, caller, seen = question.if_none_match,
                       asked = std::make_shared<const service::ReadRequest>(question.request)] {
    house->groups->enter({call, asked, state, seen, caller}, WatchGroups::Clock::now());
  });
}

void open(const std::shared_ptr<House>& house, const std::shared_ptr<WatchCall>& call,
          const Question& question, const Caller& caller) {
  const std::string address = question.request.asker;
  if (!house->limits.enter(address)) {
    call->end({Code::resource_exhausted, "too many streams are open"});
    return;
  }
  house->meter.stream_began();
  call->on_done([house, address] {
    house->limits.leave(address);
    house->meter.stream_ended();
  });
  Answers::find(house->answers, question.request,
                [house, call, question, caller](const std::shared_ptr<const Encoded>& state) {
                  settle(house, call, question, caller, state);
                });
}

}  // namespace

grpc::ServerUnaryReactor* ConfigCalls::Get(grpc::CallbackServerContext* context,
                                           const grpc::ByteBuffer* request,
                                           grpc::ByteBuffer* response) {
  return read<v1::GetRequest>(house_, *context, CallKind::get, *request, response);
}

grpc::ServerUnaryReactor* ConfigCalls::GetFile(grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response) {
  return read<v1::GetFileRequest>(house_, *context, CallKind::get_file, *request, response);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ConfigCalls::Watch(grpc::CallbackServerContext* context,
                                                               const grpc::ByteBuffer* request) {
  const auto call = WatchCall::begin(
      *context,
      [house = house_](const std::shared_ptr<const Encoded>& state) { return pack(*house, state); },
      {house_->meter, CallKind::watch});
  const auto question = std::make_shared<const Result<Question>>(
      read_question<v1::WatchRequest>(*request, house_->options, *context));
  Door::admit(house_->door, visitor_of(*context, CallKind::watch), need_of(question),
              [house = house_, call, question](const Verdict& verdict, const Caller& caller) {
                if (verdict.code != Code::ok || !*question) {
                  call->end(verdict.code != Code::ok ? verdict : verdict_of(question->error()));
                  return;
                }
                open(house, call, **question, caller);
              });
  return call.get();
}

grpc::ServerUnaryReactor* ConfigCalls::ListSources(grpc::CallbackServerContext* context,
                                                   const grpc::ByteBuffer*,
                                                   grpc::ByteBuffer* response) {
  const auto call = UnaryCall::begin(response, {house_->meter, CallKind::list_sources});
  Door::admit(
      house_->door, visitor_of(*context, CallKind::list_sources), {auth::Right::status},
      [house = house_, call](const Verdict& verdict, const Caller&) {
        if (verdict.code != Code::ok) {
          call->end(verdict);
          return;
        }
        house->service.status([house, call](const Result<std::vector<RepositoryStatus>>& status) {
          if (!status) {
            call->end(verdict_of(status.error()));
            return;
          }
          const grpc::Slice message(encode_sources(*status));
          if (const Verdict size = check_size(*house, message.size()); size.code != Code::ok) {
            call->end(size);
            return;
          }
          call->answer(grpc::ByteBuffer(&message, 1));
        });
      });
  return call.get();
}

}  // namespace cairn::rpc

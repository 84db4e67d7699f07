// See questions.hpp.
#include "rpc/questions.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include "cairn/v1/config.pb.h"
#include "service/file_path.hpp"

namespace cairn::rpc {
namespace {

using service::Format;

Result<void> check_name(std::string_view what, std::string_view text) {
  if (text.size() > name_bytes_max) {
    return fail(ErrorCode::invalid_argument,
                std::string(what) + " is longer than " + std::to_string(name_bytes_max) + " bytes");
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') {
      return fail(ErrorCode::invalid_argument,
                  std::string(what) + " must hold neither control characters nor '\\'");
    }
  }
  return {};
}

// The names of both kinds of requests.
template <typename Request>
Result<resolve::Query> query_of(const Request& request, bool validate_profiles) {
  if (request.application().empty()) {
    return fail(ErrorCode::invalid_argument, "application must not be empty");
  }
  std::optional<std::string_view> label;
  if (request.has_label() && !request.label().empty()) {
    label = request.label();
  }
  for (const auto& [what, text] :
       {std::pair<std::string_view, std::string_view>{"application", request.application()},
        {"profiles", request.profiles()},
        {"label", label.value_or("")}}) {
    if (auto checked = check_name(what, text); !checked) {
      return fail(std::move(checked).error());
    }
  }
  const std::string_view profiles =
      request.profiles().empty() ? std::string_view("default") : request.profiles();
  return resolve::Query::parse(request.application(), profiles, label, validate_profiles);
}

}  // namespace

Result<Question> question_of(const v1::GetRequest& request, bool validate_profiles) {
  auto query = query_of(request, validate_profiles);
  if (!query) {
    return fail(std::move(query).error());
  }
  return Question{
      {*std::move(query), request.origins() ? Format::environment_v2 : Format::environment_v1},
      request.if_none_match(),
      false};
}

Result<Question> question_of(const v1::GetFileRequest& request, bool validate_profiles) {
  auto query = query_of(request, validate_profiles);
  if (!query) {
    return fail(std::move(query).error());
  }
  if (auto checked = check_name("path", request.path()); !checked) {
    return fail(std::move(checked).error());
  }
  auto path = service::file_path(request.path());
  if (!path) {
    return fail(std::move(path).error());
  }
  if (path->empty()) {
    return fail(ErrorCode::invalid_argument, "path must not be empty");
  }
  const bool text = !request.binary();
  return Question{{*std::move(query), text ? Format::text : Format::binary,
                   !text || !request.keep_placeholders(), *std::move(path)},
                  request.if_none_match(),
                  true};
}

Result<Question> question_of(const v1::WatchRequest& request, bool validate_profiles) {
  switch (request.target_case()) {
    case v1::WatchRequest::kEnvironment:
      return question_of(request.environment(), validate_profiles);
    case v1::WatchRequest::kFile:
      return question_of(request.file(), validate_profiles);
    case v1::WatchRequest::TARGET_NOT_SET:
      break;
  }
  return fail(ErrorCode::invalid_argument, "what is to be watched is missing");
}

}  // namespace cairn::rpc

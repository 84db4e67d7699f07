// Questions: from requests of the contract to questions for the service.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "cairn/result.hpp"
#include "service/answer.hpp"

namespace cairn::v1 {
class GetRequest;
class GetFileRequest;
class WatchRequest;
}  // namespace cairn::v1

namespace cairn::rpc {

struct Question {
  service::ReadRequest request;
  std::string if_none_match;
  bool file = false;
};

// The longest name, list of profiles, label or path, each.
constexpr std::size_t name_bytes_max = 2'048;

// Names are taken as they are: "/" is "/", and nothing is decoded. Errors: invalid_argument for
// what the HTTP interface refuses with 400, for characters that no URL could carry, and for names
// that are too long.
[[nodiscard]] Result<Question> question_of(const v1::GetRequest& request, bool validate_profiles);
[[nodiscard]] Result<Question> question_of(const v1::GetFileRequest& request,
                                           bool validate_profiles);
[[nodiscard]] Result<Question> question_of(const v1::WatchRequest& request, bool validate_profiles);

}  // namespace cairn::rpc

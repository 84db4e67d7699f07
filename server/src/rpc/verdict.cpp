// See verdict.hpp.
#include "rpc/verdict.hpp"

namespace cairn::rpc {

Code code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument:
      return Code::invalid_argument;
    case ErrorCode::unauthenticated:
      return Code::unauthenticated;
    case ErrorCode::permission_denied:
      return Code::permission_denied;
    case ErrorCode::not_found:
      return Code::not_found;
    case ErrorCode::resource_exhausted:
      return Code::resource_exhausted;
    case ErrorCode::failed_precondition:
      return Code::failed_precondition;
    case ErrorCode::unavailable:
      return Code::unavailable;
    case ErrorCode::internal:
      break;
  }
  return Code::internal;
}

Verdict verdict_of(const Error& error) {
  return {code_of(error.code), error.text()};
}

Verdict verdict_of(const service::Answer& answer) {
  if (answer.unusable) {
    return {Code::failed_precondition, "what is stored cannot be used"};
  }
  switch (answer.status) {
    case 200:
      return {};
    case 400:
      return {Code::invalid_argument, "these names can name nothing"};
    case 404:
      return {Code::not_found, "there is nothing of that name"};
    case 429:
      return {Code::resource_exhausted, "too many reads wait; ask again later"};
    case 503:
      return {Code::unavailable, "nothing can be served yet; ask again later"};
    default:
      return {Code::internal, "the read failed"};
  }
}

}  // namespace cairn::rpc

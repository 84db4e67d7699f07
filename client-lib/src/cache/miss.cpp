// Names and codes of reasons.
#include "cache/miss.hpp"

#include <utility>

namespace cairn::cache {
namespace {

ErrorCode code_of(Reason reason) {
  switch (reason) {
    case Reason::absent:
      return ErrorCode::not_found;
    case Reason::unsafe:
      return ErrorCode::permission_denied;
    case Reason::too_large:
      return ErrorCode::resource_exhausted;
    case Reason::unreadable:
      return ErrorCode::internal;
    default:
      return ErrorCode::failed_precondition;
  }
}

}  // namespace

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::absent:
      return "absent";
    case Reason::unsafe:
      return "unsafe";
    case Reason::too_large:
      return "too large";
    case Reason::not_a_cache:
      return "no cache file";
    case Reason::newer_format:
      return "newer format";
    case Reason::foreign_scope:
      return "foreign scope";
    case Reason::other_key:
      return "other key";
    case Reason::damaged:
      return "damaged";
    case Reason::too_old:
      return "too old";
    case Reason::no_key:
      return "no key";
    case Reason::unreadable:
      return "unreadable";
  }
  return "unknown";
}

tl::unexpected<Miss> miss(Reason reason, std::string message) {
  return tl::unexpected(Miss{reason, {code_of(reason), std::move(message), {}}});
}

}  // namespace cairn::cache

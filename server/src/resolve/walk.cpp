// Which repositories may be used.
#include "resolve/walk.hpp"

#include <algorithm>

namespace cairn::resolve {

Result<const catalog::Repository*> Walk::reach(const catalog::RepositoryRef& ref) {
  const auto same = [&](const catalog::RepositoryRef& other) { return other.id == ref.id; };
  if (std::none_of(used_.begin(), used_.end(), same)) {
    used_.push_back(ref);
  }
  const auto looked = looked_ == nullptr ? LookedAt::const_iterator() : looked_->find(ref.id);
  const bool was_looked_at = looked_ != nullptr && looked != looked_->end();
  const catalog::Repository* repository = catalog_.find(ref.id);
  if (!look_first_ || was_looked_at) {
    if (repository != nullptr && repository->snapshot != nullptr) {
      return repository;
    }
    const bool absent = repository != nullptr && repository->missing == catalog::Missing::absent;
    const bool in_vain = look_first_ && looked->second == Looked::in_time;
    if (absent || in_vain) {
      return fail(ErrorCode::not_found, "the repository cannot be cloned: " + ref.uri);
    }
  }
  stopped_at_ = ref;
  return fail(ErrorCode::unavailable, "nothing was fetched yet from " + ref.uri);
}

bool Walk::may_pass_over() {
  if (!stopped_at_) {
    return false;
  }
  const catalog::Repository* repository = catalog_.find(stopped_at_->id);
  const bool failed =
      !look_first_ && repository != nullptr && repository->missing == catalog::Missing::unreachable;
  if (failed) {
    stopped_at_.reset();
  }
  return failed;
}

}  // namespace cairn::resolve

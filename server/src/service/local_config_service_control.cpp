// What operators ask for: looks, facts and pins.
#include <algorithm>
#include <utility>

#include "service/local_config_service.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t rejected_shown_max = 100;

// Whether a hold is that of a commit which is refused as a whole.
bool is_one_of(const std::vector<source::Refused>& refused, const std::string& rejected) {
  return std::any_of(refused.begin(), refused.end(), [&](const source::Refused& one) {
    return rejected == one.id + "; " + one.why;
  });
}

}  // namespace

void LocalConfigService::refresh(const RefreshRequest& request,
                                 std::function<void(Result<Look>)> done) {
  const LookReason reason = request.force ? LookReason::forced : LookReason::asked;
  const SteadyTime deadline = steady_clock::now() + options_.look_wait_max;
  const auto looked = [done](const Look& look) {
    if (!look.in_time) {
      done(fail(ErrorCode::unavailable, "the look at the remote is not finished yet"));
    } else if (!look.error.empty() && look.succeeded == 0) {
      done(fail(ErrorCode::unavailable, look.error));
    } else {
      done(look);
    }
  };
  if (!request.repository) {
    refresher_->look_at_all(reason, deadline, looked);
  } else if (auto begun = refresher_->look_at_one(reason, *request.repository, deadline, looked);
             !begun) {
    done(fail(std::move(begun).error()));
  }
}

std::vector<RepositoryStatus> LocalConfigService::status_now(std::size_t labels_max) const {
  const std::uint64_t generation = refresher_->generation();
  std::vector<RepositoryStatus> all;
  for (RepositoryFacts& facts : refresher_->status(labels_max)) {
    RepositoryStatus shown{std::move(facts), {}};
    for (const source::Refused& refused : shown.refused) {
      if (shown.rejected.size() < rejected_shown_max) {
        shown.rejected.push_back(refused.id + "; label '" + refused.label + "': " + refused.why);
      }
    }
    const std::lock_guard lock(holds_mutex_);
    for (const auto& [repository, rejected] : holds_) {
      if (holds_generation_ == generation && repository == shown.id &&
          !is_one_of(shown.refused, rejected)) {
        shown.rejected.push_back(rejected);
      }
    }
    all.push_back(std::move(shown));
  }
  return all;
}

void LocalConfigService::status(std::function<void(Result<std::vector<RepositoryStatus>>)> done) {
  if (!workers_->post([this, done] { done(status_now(labels_shown_max)); })) {
    done(fail(ErrorCode::resource_exhausted, "too many reads wait"));
  }
}

void LocalConfigService::pin(PinRequest request, std::function<void(Result<PinnedLabel>)> done) {
  if (!operators_->post(
          [this, request = std::move(request), done] { done(refresher_->pin(request)); })) {
    done(fail(ErrorCode::resource_exhausted, "too many pins wait"));
  }
}

void LocalConfigService::unpin(UnpinRequest request,
                               std::function<void(Result<PinnedLabel>)> done) {
  if (!operators_->post(
          [this, request = std::move(request), done] { done(refresher_->unpin(request)); })) {
    done(fail(ErrorCode::resource_exhausted, "too many pins wait"));
  }
}

}  // namespace cairn::service

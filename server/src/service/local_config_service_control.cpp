// What operators ask for: looks, facts and pins.
#include <algorithm>
#include <utility>

#include "service/local_config_service.hpp"

namespace cairn::service {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t rejected_shown_max = 100;
// Others are asked to refresh after a look; a remote that hangs does not keep them longer.
constexpr std::chrono::seconds news_wait_max{5};

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

void LocalConfigService::announce(const Announcement& news) {
  ChangeAnnouncer* const announcer = options_.announcer;
  if (announcer == nullptr || !announcer->wants_guesses() || news.services.empty()) {
    refresher_->announce(news.addresses);
    return;
  }
  refresher_->announce(
      news.addresses, steady_clock::now() + news_wait_max,
      [announcer, services = news.services](const Look&) { announcer->guessed(services); });
}

void LocalConfigService::refresh_others(const std::optional<std::string>& destination) {
  if (ChangeAnnouncer* const announcer = options_.announcer) {
    refresher_->announce(
        {}, steady_clock::now() + news_wait_max,
        [announcer, destination](const Look&) { announcer->refresh_others(destination); });
  }
}

void LocalConfigService::change_environment(const std::optional<std::string>& destination,
                                            const std::string& name, const std::string& value) {
  if (options_.announcer != nullptr) {
    options_.announcer->change_environment(destination, name, value);
  }
}

bool LocalConfigService::ready() {
  if (refresher_->serves_anything()) {
    return true;
  }
  if (options_.request_freshness && !looking_for_anything_.exchange(true)) {
    refresher_->look_at_all(LookReason::first_fetch, steady_clock::now() + options_.look_wait_max,
                            [this](const Look&) { looking_for_anything_ = false; });
  }
  return false;
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

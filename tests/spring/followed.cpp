// See followed.hpp.
#include "spring/followed.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "spring/question.hpp"

namespace cairn::testing {
namespace {

using std::chrono::milliseconds;

LiveOptions live_options_of(const nlohmann::json& question) {
  LiveOptions options;
  options.load = options_of(question);
  options.watch = question.value("watch", true);
  options.wait = std::chrono::seconds(question.value("wait_s", 45));
  options.poll_interval = milliseconds(question.value("poll_interval_ms", 100));
  options.back_off_min = milliseconds(question.value("back_off_ms", 100));
  options.back_off_max = options.back_off_min;
  return options;
}

Json said(const std::vector<Change>& changes) {
  Json out = Json::array();
  for (const Change& change : changes) {
    out.push_back({change.key, change.before ? testing::said(*change.before) : Json(),
                   change.after ? testing::said(*change.after) : Json(),
                   change.origin.place.text()});
  }
  return out;
}

}  // namespace

Json Followed::start(const nlohmann::json& question) {
  subscriptions_.clear();
  live_.reset();
  updates_.clear();
  troubles_.clear();
  Result<LiveConfig> started = LiveConfig::start(live_options_of(question));
  if (!started) {
    return {{"error", testing::said(started.error())}};
  }
  live_.emplace(*std::move(started));
  subscriptions_.push_back(
      live_->on_change_below(question.value("below", ""), [this](const Update& update) {
        const std::lock_guard lock(mutex_);
        updates_.push_back(update);
      }));
  subscriptions_.push_back(live_->on_trouble([this](const Error& error) {
    const std::lock_guard lock(mutex_);
    troubles_.push_back(error);
  }));
  return {{"started", true}};
}

Json Followed::look() {
  const LiveState state = live_.value().state();
  Json out = {{"following", name_of(state.following)},
              {"trouble", state.trouble ? testing::said(*state.trouble) : Json()},
              {"config", testing::said(live_.value().config())},
              {"updates", Json::array()},
              {"troubles", Json::array()}};
  const std::lock_guard lock(mutex_);
  for (const Update& update : updates_) {
    out["updates"].push_back(said(update.changes));
  }
  for (const Error& trouble : troubles_) {
    out["troubles"].push_back(testing::said(trouble));
  }
  return out;
}

Json Followed::refresh() {
  const auto changes = live_.value().refresh();
  return changes ? Json{{"changes", said(*changes)}}
                 : Json{{"error", testing::said(changes.error())}};
}

}  // namespace cairn::testing

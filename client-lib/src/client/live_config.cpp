// LiveConfig and Subscription: handles of what does the work.
#include "cairn/live_config.hpp"

#include <utility>

#include "client/deliveries.hpp"
#include "client/follower.hpp"

namespace cairn {

std::string_view name_of(Following following) {
  switch (following) {
    case Following::nothing:
      return "nothing";
    case Following::waiting:
      return "waiting";
    case Following::polling_with_tag:
      return "polling-with-tag";
    case Following::polling:
      return "polling";
  }
  return "unknown";
}

Result<LiveConfig> LiveConfig::start(const LiveOptions& options) {
  auto follower = client::Follower::start(options);
  if (!follower) {
    return fail(std::move(follower).error());
  }
  return LiveConfig(*std::move(follower));
}

LiveConfig::LiveConfig(std::shared_ptr<client::Follower> follower)
    : follower_(std::move(follower)) {}

LiveConfig::LiveConfig(LiveConfig&& other) noexcept = default;

LiveConfig& LiveConfig::operator=(LiveConfig&& other) noexcept {
  if (this != &other) {
    const auto ended = std::exchange(follower_, std::move(other.follower_));
    if (ended) {
      ended->stop();
    }
  }
  return *this;
}

LiveConfig::~LiveConfig() {
  if (follower_) {
    follower_->stop();
  }
}

Config LiveConfig::config() const {
  return follower_->config();
}

Result<std::vector<Change>> LiveConfig::refresh() {
  const auto kept = follower_;  // a callback may destroy this object
  return kept->refresh();
}

Subscription LiveConfig::on_change(const std::string& key,
                                   std::function<void(const Update&)> callback) {
  const auto& deliveries = follower_->deliveries();
  return {deliveries, deliveries->add(client::Interest::in_key(key), std::move(callback))};
}

Subscription LiveConfig::on_change_below(const std::string& prefix,
                                         std::function<void(const Update&)> callback) {
  const auto& deliveries = follower_->deliveries();
  return {deliveries, deliveries->add(client::Interest::in_all_below(prefix), std::move(callback))};
}

Subscription LiveConfig::on_trouble(std::function<void(const Error&)> callback) {
  const auto& deliveries = follower_->deliveries();
  return {deliveries, deliveries->add(std::move(callback))};
}

LiveState LiveConfig::state() const {
  return follower_->state();
}

Subscription::Subscription(std::weak_ptr<client::Deliveries> deliveries, std::uint64_t id)
    : deliveries_(std::move(deliveries)), id_(id) {}

Subscription::Subscription(Subscription&& other) noexcept
    : deliveries_(std::move(other.deliveries_)), id_(std::exchange(other.id_, 0)) {}

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this != &other) {
    cancel();
    deliveries_ = std::move(other.deliveries_);
    id_ = std::exchange(other.id_, 0);
  }
  return *this;
}

void Subscription::cancel() noexcept {
  const auto deliveries = std::exchange(deliveries_, {}).lock();
  if (deliveries) {
    deliveries->remove(id_);
  }
}

}  // namespace cairn

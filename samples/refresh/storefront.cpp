// Two ways to use values that change: ask for them each time, or be called when they change.
#include "storefront.hpp"

#include <iostream>
#include <sstream>

namespace {

void log_changes(const cairn::Update& update) {
  for (const cairn::Change& change : update.changes) {
    std::cerr << change.key << " changed, by " << change.origin.place.text() << "\n";
  }
}

void log(const cairn::Error& error) {
  std::cerr << error.text() << "\n";
}

}  // namespace

Storefront::Storefront(cairn::LiveConfig& live) : live_(live) {
  const auto apply_it = [this](const cairn::Update& /*update*/) { apply(); };
  subscriptions_.push_back(live.on_change_below("", log_changes));
  subscriptions_.push_back(live.on_change("storefront.requests-per-second", apply_it));
  subscriptions_.push_back(live.on_change_below("storefront.features", apply_it));
  subscriptions_.push_back(live.on_trouble(log));
  apply();
}

// Reads the present values under the lock, so that the newest ones are applied last, whether this
// thread or a callback comes first. A value that cannot be used leaves things as they are.
void Storefront::apply() {
  const std::lock_guard lock(mutex_);
  const cairn::Config config = live_.config().at("storefront");
  const auto limit = config.get<int>("requests-per-second", 10);
  const auto express = config.get<bool>("features.express", false);
  if (!limit || !express) {
    log(limit ? express.error() : limit.error());
    return;
  }
  requests_per_second_ = *limit;
  express_ = *express;
}

std::string Storefront::banner() const {
  return live_.config().get<std::string>("storefront.banner").value_or("Welcome");
}

bool Storefront::admit() {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(mutex_);
  if (now - second_ >= std::chrono::seconds(1)) {
    second_ = now;
    admitted_ = 0;
  }
  return admitted_++ < requests_per_second_;
}

std::string Storefront::checkout() {
  const std::lock_guard lock(mutex_);
  return express_ ? "express" : "step by step";
}

std::string Storefront::status() const {
  const cairn::LiveState state = live_.state();
  const cairn::Config config = live_.config();
  const cairn::RemoteState& remote = config.remote();
  std::ostringstream out;
  out << "following: " << name_of(state.following) << "\n"
      << "values: " << (remote.how == cairn::Obtained::cache ? "the last known" : "the server's")
      << "\n"
      << "version: " << remote.version.value_or("none") << "\n"
      << "trouble: " << (state.trouble ? state.trouble->text() : "none") << "\n";
  return out.str();
}

// Loading, refreshing and publishing. The watching thread is in follower_thread.cpp.
#include "client/follower.hpp"

#include <utility>

#include "client/program_sources.hpp"

namespace cairn::client {
namespace {

// The process environment is read once: while a program runs, other threads may change it.
LiveOptions with_environment(LiveOptions options) {
  if (!options.load.layers.environment) {
    options.load.layers.environment = process_environment();
  }
  return options;
}

Result<void> check(const LiveOptions& options) {
  if (options.wait.count() < 0 || options.poll_interval.count() < 0 ||
      options.back_off_min.count() < 0 || options.back_off_max.count() < 0) {
    return fail(ErrorCode::invalid_argument, "times to wait must not be negative");
  }
  return {};
}

}  // namespace

Follower::Follower(LiveOptions options, fetch::Surroundings surroundings)
    : options_(with_environment(std::move(options))),
      surroundings_(fetch::completed(std::move(surroundings))),
      pace_(options_, surroundings_.random),
      kept_young_(surroundings_.monotonic()) {}

Result<std::shared_ptr<Follower>> Follower::start(const LiveOptions& options,
                                                  fetch::Surroundings surroundings) {
  if (auto checked = check(options); !checked) {
    return fail(std::move(checked).error());
  }
  const std::shared_ptr<Follower> follower(new Follower(options, std::move(surroundings)));
  if (auto loaded = follower->load(); !loaded) {
    return fail(std::move(loaded).error());
  }
  if (options.watch && follower->present_.remote && !follower->start_thread()) {
    return fail(ErrorCode::resource_exhausted, "no thread can be had to watch for changes");
  }
  return follower;
}

Result<void> Follower::load() {
  auto basis = read_basis();
  if (!basis) {
    return fail(std::move(basis).error());
  }
  if (!basis->remote) {
    Config local = basis->layers->local();
    publish(*std::move(basis), std::move(local));
    return {};
  }
  auto got = basis->remote->answer(stop_.get_token());
  if (!got) {
    return fail(std::move(got).error());
  }
  basis->previous = std::move(got->previous);
  Config config = basis->layers->with(got->answer);
  publish(*std::move(basis), std::move(config));
  const Obtained how = got->answer.how;
  if (how == Obtained::cache || how == Obtained::nothing) {
    const std::lock_guard lock(mutex_);
    note_failure(got->answer.troubles.front());
  }
  return {};
}

// A new one, from all that is outside.
Result<Follower::Basis> Follower::read_basis() {
  Basis basis;
  {
    const std::lock_guard lock(mutex_);
    basis.ticket = ++last_ticket_;
  }
  auto layers = Layers::read(options_.load.layers);
  if (!layers) {
    return fail(std::move(layers).error());
  }
  basis.layers = std::make_shared<const Layers>(*std::move(layers));
  if (basis.layers->target().enabled) {
    auto remote = Remote::make(options_.load, *basis.layers, surroundings_);
    if (!remote) {
      return fail(std::move(remote).error());
    }
    basis.remote = std::make_shared<const Remote>(*std::move(remote));
  }
  return basis;
}

// The present one, for another request.
Follower::Basis Follower::next_basis() {
  const std::lock_guard lock(mutex_);
  Basis basis = present_;
  basis.ticket = ++last_ticket_;
  return basis;
}

Result<std::vector<Change>> Follower::refresh() {
  auto basis = read_basis();
  if (!basis) {
    return failed(std::move(basis).error());
  }
  if (!basis->remote) {
    Config local = basis->layers->local();
    return publish(*std::move(basis), std::move(local));
  }
  return look_and_publish(*std::move(basis));
}

Result<std::vector<Change>> Follower::look_and_publish(Basis basis) {
  // Everything is asked for again; the state is what Spring's clients send back with it.
  std::optional<fetch::Previous> previous;
  {
    const std::lock_guard lock(mutex_);
    previous = present_.previous;
  }
  if (previous) {
    previous->etag.clear();
  }
  auto look = basis.remote->look(previous, std::chrono::seconds(0), stop_.get_token());
  if (!look) {
    return failed(std::move(look).error());
  }
  basis.previous = std::move(look->got->previous);
  Config config = basis.layers->with(look->got->answer);
  return publish(std::move(basis), std::move(config));
}

tl::unexpected<Error> Follower::failed(Error error) {
  const std::lock_guard lock(mutex_);
  note_failure(error);
  return fail(std::move(error));
}

std::vector<Change> Follower::publish(Basis basis, Config config,
                                      std::optional<Following> following) {
  std::vector<Change> found;
  {
    const std::lock_guard one_at_a_time(publishing_);
    Config before;
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = present_.ticket == 0;
      if (basis.ticket < present_.ticket) {
        return found;
      }
      before = config_;
    }
    if (!first) {
      found = changes(before, config);
    }
    {
      const std::lock_guard lock(mutex_);
      note_answer(following, basis.previous.has_value());
      present_ = std::move(basis);
      config_ = config;
    }
    if (!found.empty()) {
      deliveries_->enqueue(Update{found, std::move(before), std::move(config)});
    }
  }
  deliveries_->deliver();
  return found;
}

void Follower::note_answer(std::optional<Following> following, bool by_server) {
  state_.following = following.value_or(state_.following);
  state_.failures = 0;
  state_.trouble.reset();
  if (by_server) {
    state_.confirmed = surroundings_.now();
  }
}

void Follower::note_failure(const Error& error) {
  ++state_.failures;
  state_.trouble = error;
}

Config Follower::config() const {
  const std::lock_guard lock(mutex_);
  return config_;
}

LiveState Follower::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

}  // namespace cairn::client

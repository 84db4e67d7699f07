// House: what the calls of one server share. Callbacks of the service and of hashing threads keep
// it, since some come after the server has stopped; then they find nobody to answer.
//
// Thread-safety: that of its members; `groups` is for the runner's thread alone.
#pragma once

#include <memory>
#include <utility>

#include "observe/calls.hpp"
#include "rpc/answers.hpp"
#include "rpc/door.hpp"
#include "rpc/options.hpp"
#include "rpc/runner.hpp"
#include "rpc/stream_limits.hpp"
#include "rpc/watch_groups.hpp"

namespace cairn::rpc {

struct House {
  House(const Options& options_given, service::ConfigService& service_given,
        const auth::Authenticator& authenticator, observe::CallMeter& meter_given)
      : options(options_given),
        service(service_given),
        meter(meter_given),
        answers(std::make_shared<Answers>(service, options.cache_bytes_max)),
        door(std::make_shared<Door>(authenticator)),
        limits(options.streams_max, options.streams_per_address_max),
        runner(std::make_shared<Runner>()),
        groups(std::make_shared<WatchGroups>(
            WatchGroups::Options{options.stream_life, options.last_write}, service, answers, door,
            [posting = runner](Runner::Job job) { posting->post(std::move(job)); })) {}

  const Options options;
  service::ConfigService& service;
  observe::CallMeter& meter;
  const std::shared_ptr<Answers> answers;
  const std::shared_ptr<Door> door;
  StreamLimits limits;
  const std::shared_ptr<Runner> runner;
  const std::shared_ptr<WatchGroups> groups;
};

}  // namespace cairn::rpc

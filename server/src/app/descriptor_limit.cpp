// getrlimit, setrlimit and a little arithmetic.
#include "app/descriptor_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace cairn::app {
namespace {

constexpr std::size_t connections_min = 16;

}  // namespace

std::uint64_t descriptors_needed(const http::Options& options) {
  return std::uint64_t{options.connections_max} + options.connections_reserve +
         descriptors_beside_connections;
}

std::optional<std::size_t> connections_that_fit(const http::Options& options,
                                                std::uint64_t descriptors) {
  if (descriptors >= descriptors_needed(options)) {
    return std::nullopt;
  }
  const std::uint64_t others = descriptors_needed(options) - options.connections_max;
  const std::uint64_t left = descriptors > others ? descriptors - others : 0;
  return std::min(options.connections_max,
                  std::max(connections_min, static_cast<std::size_t>(left)));
}

std::uint64_t raise_descriptor_limit(std::uint64_t needed) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return needed;  // Nobody can say that it does not suffice.
  }
  if (limit.rlim_max < needed) {
    const rlimit beyond{needed, needed};
    if (::setrlimit(RLIMIT_NOFILE, &beyond) == 0) {
      return needed;
    }
  }
  const rlimit full{limit.rlim_max, limit.rlim_max};
  if (limit.rlim_cur < limit.rlim_max && ::setrlimit(RLIMIT_NOFILE, &full) == 0) {
    return limit.rlim_max;
  }
  return limit.rlim_cur;
}

}  // namespace cairn::app

// The JSON of the endpoints for operators: health, links of the actuator, status.
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/options.hpp"
#include "service/config_service.hpp"

namespace cairn::http {

struct HealthAnswer {
  int status = 200;  // 503 for DOWN and OUT_OF_SERVICE, 404 for what there is not (no body then)
  std::string body;
};

// Health as /actuator/health with `rest` behind it shows it: "" is the whole, otherwise a component
// or one of the groups liveness and readiness. `authorized` is whether the client proved who it is.
[[nodiscard]] HealthAnswer health_answer(std::string_view rest, const service::Health& health,
                                         const HealthOptions& options, bool authorized);

// Whether `rest` is one of the groups that orchestrators ask for, which are answered from
// Health::ready alone: they must not wait for a repository.
[[nodiscard]] bool is_probe(std::string_view rest, const HealthOptions& options);

// {"_links":{"self":{"href":"http://host/actuator","templated":false},...}}
// With `bus` what a bus adds, where it is exposed.
[[nodiscard]] std::string actuator_links(std::string_view host, const HealthOptions& options,
                                         bool bus = false);

// {"generation":3,"staleSince":null,"repositories":[{"uri":...,"lastSuccess":...,"error":...,
// "rejected":[...],"originError":...,"pins":[...]}],"watching":{"waiting":2,"streams":1,"woken":7,
// "uselessWakeUps":0,"cutOff":0}}; user names and passwords in addresses are left out.
[[nodiscard]] std::string status_body(std::uint64_t generation, std::int64_t stale_since,
                                      const std::vector<service::RepositoryStatus>& repositories,
                                      const service::WatchCounters& watching);

}  // namespace cairn::http

// Groups of profiles: who names a group's profile means its members as well.
//
// Thread-safety: a pure function, but for what it is given to call.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::values {

// The members of a profile's group; none for a profile that has no group.
using GroupOf = std::function<Result<std::vector<std::string>>(const std::string& profile)>;

// The profiles, each followed by the members of its group, depth first; where one comes first
// counts. Errors: resource_exhausted for more than `profiles_max`; those of `group_of`.
[[nodiscard]] Result<std::vector<std::string>> with_groups(const std::vector<std::string>& profiles,
                                                           const GroupOf& group_of,
                                                           std::size_t profiles_max);

}  // namespace cairn::values

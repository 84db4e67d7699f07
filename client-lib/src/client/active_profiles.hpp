// The profiles of a program: which are active, by what its configuration says.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"

namespace cairn::client {

// spring.profiles.include, then .active (or `wanted`, if there are any), else .default, else
// "default"; each followed by its group, and each once. At most 64.
// Errors: invalid_argument for a name that is none, resource_exhausted for too many.
[[nodiscard]] Result<std::vector<std::string>> find_active_profiles(
    const Config& config, const std::vector<std::string>& wanted);

// Where a list begins: the place of its text or of its first element.
[[nodiscard]] Origin place_of_list(const Config& config, const std::string& key);

}  // namespace cairn::client

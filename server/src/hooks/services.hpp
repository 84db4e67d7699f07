// Which services a changed file may be about, guessed from its name as the reference guesses:
// "dir/shop-dev.yml" is about "shop-dev" and "shop", "application.yml" about everybody, "*".
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::hooks {

// A path without "." and "..", with "/" for "\": as Spring's StringUtils.cleanPath.
[[nodiscard]] std::string clean_path(std::string_view path);

// Adds the services of a path to those that are there already, each once: at most `dashes_max` of
// them, the longest name first.
void add_services(std::string_view path, std::size_t dashes_max,
                  std::vector<std::string>& services);

}  // namespace cairn::hooks

// See suggest.hpp.
#include "cli/suggest.hpp"

#include <algorithm>
#include <utility>

#include "values/edit_distance.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::cli {

std::vector<std::string> suggest(const std::string& asked, const std::vector<std::string>& keys) {
  constexpr std::size_t count_max = 3;
  constexpr std::size_t length_max = 200;  // the distance costs the product of both
  const std::string name = values::canonical_name(asked.substr(0, length_max));
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& key : keys) {
    const std::string other = values::canonical_name(key);
    if (name.empty() || other.size() > length_max) {
      continue;
    }
    const std::size_t distance =
        other.ends_with("." + name) ? 0 : values::edit_distance(name, other);
    if (distance <= std::max<std::size_t>(2, name.size() / 4)) {
      near.emplace_back(distance, key);
    }
  }
  std::stable_sort(near.begin(), near.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  near.resize(std::min(near.size(), count_max));
  std::vector<std::string> found;
  found.reserve(near.size());
  for (auto& [distance, key] : near) {
    found.push_back(std::move(key));
  }
  return found;
}

}  // namespace cairn::cli

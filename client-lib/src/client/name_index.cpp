// A sorted list: what begins with "a." or "a[" lies together in it.
#include "client/name_index.hpp"

#include <algorithm>
#include <string>

namespace cairn::client {
namespace {

bool is_before(const std::pair<std::string_view, std::uint32_t>& row, std::string_view name) {
  return row.first < name;
}

}  // namespace

void NameIndex::sort() {
  std::stable_sort(names_.begin(), names_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  // Of equal names the last one stays.
  const auto kept = std::unique(names_.rbegin(), names_.rend(),
                                [](const auto& a, const auto& b) { return a.first == b.first; });
  names_.erase(names_.begin(), kept.base());
}

std::optional<std::uint32_t> NameIndex::find(std::string_view canonical) const {
  const auto row = std::lower_bound(names_.begin(), names_.end(), canonical, is_before);
  if (row == names_.end() || row->first != canonical) {
    return std::nullopt;
  }
  return row->second;
}

NameIndex::Range NameIndex::range(std::string_view canonical, char sign) const {
  std::string edge(canonical);
  edge += sign;
  const auto first = std::lower_bound(names_.begin(), names_.end(), edge, is_before);
  ++edge.back();
  return {first, std::lower_bound(first, names_.end(), edge, is_before)};
}

std::vector<std::uint32_t> NameIndex::below(std::string_view canonical) const {
  std::vector<std::uint32_t> numbers;
  const auto take = [&numbers](const Range& rows) {
    for (auto row = rows.first; row != rows.second; ++row) {
      numbers.push_back(row->second);
    }
  };
  if (canonical.empty()) {
    take({names_.begin(), names_.end()});
  } else {
    take(range(canonical, '.'));
    take(range(canonical, '['));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

bool NameIndex::has_below(std::string_view canonical) const {
  if (canonical.empty()) {
    return !names_.empty();
  }
  const Range dots = range(canonical, '.');
  return dots.first != dots.second || has_index(canonical);
}

bool NameIndex::has_index(std::string_view canonical) const {
  const Range brackets = range(canonical, '[');
  return brackets.first != brackets.second;
}

}  // namespace cairn::client

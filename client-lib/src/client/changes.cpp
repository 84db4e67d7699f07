// changes: both sides by canonical name, values as a reader would get them.
#include "cairn/changes.hpp"

#include <unordered_map>
#include <utility>

#include "values/relaxed_name.hpp"
#include "values/value_text.hpp"

namespace cairn {
namespace {

struct Side {
  std::vector<Entry> entries;
  std::vector<std::string> names;                      // canonical, as entries
  std::unordered_map<std::string, std::size_t> index;  // of names
};

Side side_of(const Config& config) {
  Side side{config.entries(), {}, {}};
  for (Entry& entry : side.entries) {
    auto scalar = detail::Access::place(config, entry.key).scalar();
    if (scalar && *scalar) {
      entry.value = (*scalar)->value;
    }
    side.index.emplace(values::canonical_name(entry.key), side.names.size());
    side.names.push_back(values::canonical_name(entry.key));
  }
  return side;
}

// The entry of a name; null if there is none.
const Entry* find(const Side& side, const std::string& name) {
  const auto found = side.index.find(name);
  return found == side.index.end() ? nullptr : &side.entries[found->second];
}

}  // namespace

std::vector<Change> changes(const Config& before, const Config& after) {
  const Side old_side = side_of(before);
  const Side new_side = side_of(after);
  std::vector<Change> changes;
  for (std::size_t i = 0; i < new_side.entries.size(); ++i) {
    const Entry& now = new_side.entries[i];
    const Entry* was = find(old_side, new_side.names[i]);
    if (was == nullptr) {
      changes.push_back({now.key, std::nullopt, now.value, now.origin});
    } else if (values::value_text(was->value) != values::value_text(now.value)) {
      changes.push_back({now.key, was->value, now.value, now.origin});
    }
  }
  for (std::size_t i = 0; i < old_side.entries.size(); ++i) {
    const Entry& was = old_side.entries[i];
    if (find(new_side, old_side.names[i]) == nullptr) {
      changes.push_back({was.key, was.value, std::nullopt, was.origin});
    }
  }
  return changes;
}

}  // namespace cairn

// The merge of the reference's EnvironmentController, for the flat formats.
#include "render/merged_properties.hpp"

#include <unordered_map>

namespace cairn::render {
namespace {

struct Group {
  std::size_t rank = 0;
  std::vector<MergedProperty> members;
};

class Merge {
 public:
  void add(const PropertySource& source, std::size_t rank) {
    for (const Property& property : *source.properties) {
      const std::size_t bracket = property.key.find('[');
      const MergedProperty merged{property.key, &property.value, rank};
      if (bracket == std::string::npos) {
        put(merged);
      } else {
        put_in_group(merged, merged.key.substr(0, bracket));
      }
    }
  }

  std::vector<MergedProperty> take() {
    std::vector<MergedProperty> out;
    for (const MergedProperty& property : plain_) {
      if (property.key != "spring.profiles") {
        out.push_back(property);
      }
    }
    for (const Group& group : groups_) {
      out.insert(out.end(), group.members.begin(), group.members.end());
    }
    return out;
  }

 private:
  void put(const MergedProperty& property) {
    const auto [at, added] = plain_index_.try_emplace(property.key, plain_.size());
    if (added) {
      plain_.push_back(property);
    } else {
      plain_[at->second] = property;
    }
  }

  void put_in_group(const MergedProperty& property, std::string_view name) {
    const auto [at, added] = group_index_.try_emplace(name, groups_.size());
    if (added) {
      groups_.emplace_back();
    }
    Group& group = groups_[at->second];
    if (group.rank != property.rank) {
      group.members.clear();
      group.rank = property.rank;
    }
    group.members.push_back(property);
  }

  std::vector<MergedProperty> plain_;
  std::unordered_map<std::string_view, std::size_t> plain_index_;
  std::vector<Group> groups_;
  std::unordered_map<std::string_view, std::size_t> group_index_;
};

}  // namespace

std::vector<MergedProperty> merged_properties(const Environment& environment) {
  Merge merge;
  std::size_t rank = 0;
  for (auto source = environment.sources.rbegin(); source != environment.sources.rend(); ++source) {
    merge.add(*source, ++rank);
  }
  return merge.take();
}

}  // namespace cairn::render

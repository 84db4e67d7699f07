// All imports of a tree, then from what changed to who reads it.
#include "resolve/importers.hpp"

#include <algorithm>
#include <utility>

#include "resolve/paths.hpp"

namespace cairn::resolve {
namespace {

struct Importer {
  std::string path;
  std::vector<ImportTarget> targets;
  bool reached = false;

  [[nodiscard]] bool imports(const std::string& file) const {
    return std::any_of(targets.begin(), targets.end(),
                       [&](const ImportTarget& target) { return target.may_be(file); });
  }
};

class Collector {
 public:
  Collector(const source::FileTree& tree, ImportIndex& index, std::size_t entries_max)
      : tree_(tree), index_(index), entries_left_(entries_max) {}

  // False when it cannot be told.
  [[nodiscard]] bool collect(const std::string& directory, std::vector<Importer>& importers) {
    const auto listing = tree_.list(directory);
    if (!listing) {
      return false;
    }
    if (*listing == nullptr) {
      return true;
    }
    const std::size_t names = (*listing)->files.size() + (*listing)->directories.size();
    if (names > entries_left_) {
      return false;
    }
    entries_left_ -= names;
    for (const std::string& name : (*listing)->files) {
      std::string path = joined_path(directory, name);
      auto targets = index_.targets_of(tree_, path);
      if (!targets) {
        return false;
      }
      if (!targets->empty()) {
        importers.push_back({std::move(path), *std::move(targets)});
      }
    }
    return std::all_of(
        (*listing)->directories.begin(), (*listing)->directories.end(),
        [&](const std::string& name) { return collect(joined_path(directory, name), importers); });
  }

 private:
  const source::FileTree& tree_;
  ImportIndex& index_;
  std::size_t entries_left_;
};

}  // namespace

void add_importers(const std::vector<std::string>& changed, const source::FileTree& after,
                   const ApplicationPaths& paths, ImportIndex& index, std::size_t entries_max,
                   Affected& affected) {
  if (affected.all || changed.empty()) {
    return;
  }
  std::vector<Importer> importers;
  if (!Collector(after, index, entries_max).collect("", importers)) {
    affected.add_all();
    return;
  }
  std::vector<std::string> reached = changed;
  while (!reached.empty() && !affected.all) {
    const std::string file = std::move(reached.back());
    reached.pop_back();
    for (Importer& importer : importers) {
      if (!importer.reached && importer.imports(file)) {
        importer.reached = true;
        paths.attribute(importer.path, affected);
        reached.push_back(importer.path);
      }
    }
  }
}

}  // namespace cairn::resolve

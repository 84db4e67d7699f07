// Contents are looked at once.
#include "resolve/import_index.hpp"

#include <utility>

#include "base/text.hpp"
#include "resolve/control_keys.hpp"

namespace cairn::resolve {

Result<ImportIndex::Entries> ImportIndex::read(const source::FileTree& tree,
                                               const source::File& file,
                                               const std::string& path) const {
  const auto bytes = tree.read(file);
  if (!bytes) {
    return bytes.error().code == ErrorCode::internal ? Result<Entries>(fail(bytes.error()))
                                                     : Entries();
  }
  if (base::to_lower(**bytes).find("import") == std::string::npos) {
    return Entries();
  }
  const auto parsed = documents_->get(tree, path);
  if (!parsed || *parsed == nullptr) {
    return !parsed && parsed.error().code == ErrorCode::internal
               ? Result<Entries>(fail(parsed.error()))
               : Entries();
  }
  Entries entries;
  for (const auto& document : (*parsed)->documents) {
    const ControlKeys keys(*document);
    const auto list = keys.list("spring.config.import",
                                [](const std::string& text) { return Result<std::string>(text); });
    if (list && *list) {
      entries.insert(entries.end(), (*list)->items.begin(), (*list)->items.end());
    }
  }
  return entries;
}

Result<std::vector<ImportTarget>> ImportIndex::targets_of(const source::FileTree& tree,
                                                          const std::string& path) {
  std::vector<ImportTarget> targets;
  const auto file = catalog::kind_of(path) ? tree.find(path) : std::optional<source::File>();
  if (!file) {
    return fail(file.error());
  }
  if (!*file) {
    return targets;
  }
  const std::string& id = (*file)->content_id;
  const std::size_t hash = std::hash<std::string>()(id);
  Entries entries;
  {
    const std::lock_guard lock(mutex_);
    if (without_.count(hash) != 0) {
      return targets;
    }
    if (const auto known = entries_.find(id); known != entries_.end()) {
      entries = known->second;
    }
  }
  if (entries.empty()) {
    auto found = read(tree, **file, path);
    if (!found) {
      return fail(std::move(found).error());
    }
    entries = *std::move(found);
    const std::lock_guard lock(mutex_);
    if (without_.size() + entries_.size() >= files_max_) {
      without_.clear();
      entries_.clear();
    }
    if (entries.empty()) {
      without_.insert(hash);
    } else {
      entries_.emplace(id, entries);
    }
  }
  for (const std::string& entry : entries) {
    for (ImportTarget& target : import_targets(entry, path)) {
      targets.push_back(std::move(target));
    }
  }
  return targets;
}

}  // namespace cairn::resolve

// Counting what two trees do not share.
#include "source/git/tree_check.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cairn::source::git {
namespace {

using Node = std::shared_ptr<const Directory>;

Failure refused(const std::string& why) {
  return fail(ErrorCode::failed_precondition, why);
}

std::string named(const std::string& directory) {
  return directory.empty() ? "the root directory" : "directory '" + directory + "'";
}

class Check {
 public:
  Check(const ObjectStore& store, const TreeLimits& limits) : store_(store), limits_(limits) {}

  // Counts what is in `now` and not in `before` (null for nothing), which is at `path`.
  Result<void> compare(const Node& before, const ObjectId& now, const std::string& path,
                       std::size_t depth);

  [[nodiscard]] Result<TreeSize> total(const TreeSize& base) const;

 private:
  Result<Node> open_new(const ObjectId& id, const std::string& path, std::size_t depth,
                        bool changed) const;
  Result<void> add(const Entry& entry, const Entry* before, const std::string& path,
                   std::size_t depth);
  Result<void> remove(const Entry& entry);
  Result<void> remove_missing(const Directory& before, const Directory& now);
  Result<void> within(const TreeSize& size) const;

  const ObjectStore& store_;
  const TreeLimits& limits_;
  TreeSize added_;
  TreeSize removed_;
};

Result<void> Check::within(const TreeSize& size) const {
  if (size.entries > limits_.entries_max) {
    return refused("more than " + std::to_string(limits_.entries_max) +
                   " files, links and directories (cairn.limits.tree-files)");
  }
  if (size.bytes > limits_.bytes_max) {
    return refused("its files are more than " + std::to_string(limits_.bytes_max) +
                   " bytes together (cairn.limits.tree-size)");
  }
  return {};
}

// What changed is likely to be read soon, all the rest of a new tree is not.
Result<Node> Check::open_new(const ObjectId& id, const std::string& path, std::size_t depth,
                             bool changed) const {
  if (depth > limits_.depth_max) {
    return refused("more than " + std::to_string(limits_.depth_max) +
                   " directories inside each other (cairn.limits.tree-depth): '" +
                   path.substr(0, 200) + "'");
  }
  auto directory = changed ? store_.directory(id) : store_.glance(id);
  if (!directory) {
    return fail(std::move(directory).error(), named(path));
  }
  if (!(*directory)->flaw().empty()) {
    return refused("in " + named(path) + ' ' + (*directory)->flaw());
  }
  return directory;
}

Result<void> Check::remove(const Entry& entry) {
  ++removed_.entries;
  if (entry.kind != EntryKind::directory) {
    const auto bytes = store_.blob_bytes(entry.id);
    removed_.bytes += bytes.value_or(0);
    return bytes ? Result<void>() : fail(bytes.error());
  }
  const auto directory = store_.glance(entry.id);
  if (!directory) {
    return fail(directory.error());
  }
  for (const Entry& inner : (*directory)->entries()) {
    if (auto counted = remove(inner); !counted) {
      return counted;
    }
  }
  return {};
}

Result<void> Check::add(const Entry& entry, const Entry* before, const std::string& path,
                        std::size_t depth) {
  const std::string own = path.empty() ? entry.name : path + '/' + entry.name;
  if (own.size() > limits_.path_bytes_max) {
    return refused("a path is longer than " + std::to_string(limits_.path_bytes_max) + " bytes: '" +
                   own.substr(0, 200) + "...'");
  }
  ++added_.entries;
  if (entry.kind == EntryKind::directory) {
    Node old;
    if (before != nullptr && before->kind == EntryKind::directory) {
      auto opened = store_.glance(before->id);
      if (!opened) {
        return fail(std::move(opened).error());
      }
      old = *std::move(opened);
      ++removed_.entries;
    } else if (before != nullptr) {
      if (auto counted = remove(*before); !counted) {
        return counted;
      }
    }
    return compare(old, entry.id, own, depth + 1);
  }
  const auto bytes = store_.blob_bytes(entry.id);
  if (!bytes) {
    return fail(bytes.error(), "'" + own + "'");
  }
  added_.bytes += *bytes;
  if (auto fits = within(added_); !fits) {  // no removal makes up for what is there
    return fits;
  }
  return before == nullptr ? Result<void>() : remove(*before);
}

Result<void> Check::remove_missing(const Directory& before, const Directory& now) {
  for (const Entry& entry : before.entries()) {
    if (now.find(entry.name) == nullptr) {
      if (auto counted = remove(entry); !counted) {
        return counted;
      }
    }
  }
  return {};
}

Result<void> Check::compare(const Node& before, const ObjectId& now, const std::string& path,
                            std::size_t depth) {
  const auto directory = open_new(now, path, depth, before != nullptr);
  if (!directory) {
    return fail(directory.error());
  }
  if (auto fits = within(added_); !fits) {
    return fits;
  }
  for (const Entry& entry : (*directory)->entries()) {
    const Entry* old = before == nullptr ? nullptr : before->find(entry.name);
    if (old != nullptr && old->kind == entry.kind && old->id == entry.id) {
      continue;
    }
    if (auto counted = add(entry, old, path, depth); !counted) {
      return counted;
    }
  }
  return before == nullptr ? Result<void>() : remove_missing(*before, **directory);
}

Result<TreeSize> Check::total(const TreeSize& base) const {
  if (base.entries + added_.entries < removed_.entries ||
      base.bytes + added_.bytes < removed_.bytes) {
    return fail(ErrorCode::internal, "a tree was measured wrongly");
  }
  const TreeSize size{base.entries + added_.entries - removed_.entries,
                      base.bytes + added_.bytes - removed_.bytes};
  auto fits = within(size);
  return fits ? Result<TreeSize>(size) : fail(std::move(fits).error());
}

}  // namespace

Result<TreeSize> check_tree(const ObjectStore& store, const ObjectId& root,
                            const std::optional<MeasuredTree>& base, const TreeLimits& limits) {
  Check check(store, limits);
  Node before;
  if (base) {
    auto opened = store.glance(base->root);
    if (!opened) {
      return fail(std::move(opened).error());
    }
    before = *std::move(opened);
  }
  if (!base || base->root != root) {
    if (auto compared = check.compare(before, root, "", 0); !compared) {
      return fail(std::move(compared).error());
    }
  }
  return check.total(base ? base->size : TreeSize());
}

}  // namespace cairn::source::git

// Walks two trees side by side, directory by directory.
#include "source/git/tree_changes.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace cairn::source::git {
namespace {

struct Pair {
  std::string prefix;              // "" or a path with its slash
  std::optional<ObjectId> before;  // none: there was no such directory
  ObjectId after;
};

// The entries of both are sorted by name.
void compare(const Directory* before, const Directory& after, const std::string& prefix,
             std::vector<std::string>& changed, std::vector<Pair>& open) {
  static const std::vector<Entry> none;
  const std::vector<Entry>& old = before == nullptr ? none : before->entries();
  auto then = old.begin();
  for (const Entry& now : after.entries()) {
    while (then != old.end() && then->name < now.name) {
      ++then;
    }
    const bool known = then != old.end() && then->name == now.name && then->kind == now.kind;
    if (known && then->id == now.id) {
      continue;
    }
    if (now.kind == EntryKind::directory) {
      open.push_back(
          {prefix + now.name + '/', known ? std::optional(then->id) : std::nullopt, now.id});
    } else {
      changed.push_back(prefix + now.name);
    }
  }
}

}  // namespace

Result<std::vector<std::string>> changed_paths(const ObjectStore& store, const ObjectId& before,
                                               const ObjectId& after, std::size_t entries_max) {
  std::vector<std::string> changed;
  std::vector<Pair> open;
  if (before != after) {
    open.push_back({"", before, after});
  }
  for (std::size_t entered = 0;
       !open.empty() && entered + open.size() + changed.size() <= entries_max; ++entered) {
    const Pair pair = std::move(open.back());
    open.pop_back();
    const auto now = store.directory(pair.after);
    const auto then = pair.before ? store.directory(*pair.before)
                                  : Result<std::shared_ptr<const Directory>>(nullptr);
    if (!now || !then) {
      return fail(!now ? now.error() : then.error());
    }
    compare(then->get(), **now, pair.prefix, changed, open);
  }
  return changed;
}

}  // namespace cairn::source::git

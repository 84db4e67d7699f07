// Questions to the object store about more than one commit.
#include <vector>

#include "source/git/handle.hpp"

namespace cairn::source::git {
namespace {

// What `path` is in a commit; nullopt if it is nothing there.
Result<std::optional<git_oid>> entry_at(git_commit* commit, const std::string& path) {
  git_tree* tree = nullptr;
  if (::git_commit_tree(&tree, commit) != 0) {
    return libgit2_failure("reading the tree of " + from_oid(*::git_commit_id(commit)).hex());
  }
  const TreeHandle owned(tree);
  git_tree_entry* entry = nullptr;
  const int outcome = ::git_tree_entry_bypath(&entry, tree, path.c_str());
  if (outcome == GIT_ENOTFOUND) {
    return std::optional<git_oid>();
  }
  if (outcome != 0) {
    return libgit2_failure("looking for '" + path + "'");
  }
  const TreeEntryHandle owned_entry(entry);
  return std::optional(*::git_tree_entry_id(entry));
}

Result<CommitHandle> look_up(Handle& handle, const git_oid& id) {
  git_commit* commit = nullptr;
  if (::git_commit_lookup(&commit, handle.repository.get(), &id) != 0) {
    return libgit2_failure("reading commit " + from_oid(id).hex());
  }
  return CommitHandle(commit);
}

// The first parent in which the path is the same; null if it differs in all of them.
Result<CommitHandle> same_parent(Handle& handle, git_commit* commit, const std::string& path,
                                 const git_oid& entry) {
  if (handle.shallow.count(from_oid(*::git_commit_id(commit)).hex()) != 0) {
    return CommitHandle();
  }
  for (unsigned i = 0; i < ::git_commit_parentcount(commit); ++i) {
    auto parent = look_up(handle, *::git_commit_parent_id(commit, i));
    if (!parent) {
      return parent;
    }
    if (::git_oid_equal(::git_commit_tree_id(parent->get()), ::git_commit_tree_id(commit)) != 0) {
      return parent;
    }
    const auto before = entry_at(parent->get(), path);
    if (!before) {
      return fail(before.error());
    }
    if (before->has_value() && ::git_oid_equal(&**before, &entry) != 0) {
      return parent;
    }
  }
  return CommitHandle();
}

std::string key_of(const git_oid& id, const std::string& path) {
  return from_oid(id).hex() + path;
}

}  // namespace

Result<bool> ObjectStore::contains(const ObjectId& id, const ObjectId& ancestor) const {
  if (id == ancestor) {
    return true;
  }
  return with_handle<bool>([&](Handle& handle) -> Result<bool> {
    const git_oid late = to_oid(id);
    const git_oid early = to_oid(ancestor);
    const int outcome = ::git_graph_descendant_of(handle.repository.get(), &late, &early);
    if (outcome < 0 && handle.shallow.empty()) {
      return libgit2_failure("comparing the histories of " + id.hex() + " and " + ancestor.hex());
    }
    // A shallow history ends before it can be compared: nothing is known to be contained.
    return outcome == 1;
  });
}

Result<std::int64_t> ObjectStore::last_change(const ObjectId& id, const std::string& path,
                                              std::size_t commits_max) const {
  if (const auto kept = changes_.find(key_of(to_oid(id), path))) {
    return *kept;
  }
  auto found = with_handle<std::int64_t>([&](Handle& handle) -> Result<std::int64_t> {
    auto commit = look_up(handle, to_oid(id));
    if (!commit) {
      return fail(std::move(commit).error());
    }
    const auto entry = entry_at(commit->get(), path);
    if (!entry) {
      return fail(entry.error());
    }
    if (!entry->has_value()) {
      return fail(ErrorCode::not_found, "'" + path + "' is not in " + id.hex());
    }
    for (std::size_t looked = 1; looked < commits_max; ++looked) {
      auto parent = same_parent(handle, commit->get(), path, **entry);
      if (!parent) {
        return fail(std::move(parent).error());
      }
      if (*parent == nullptr) {
        break;
      }
      commit = std::move(parent);
      if (const auto kept = changes_.find(key_of(*::git_commit_id(commit->get()), path))) {
        return *kept;
      }
    }
    return ::git_commit_time(commit->get());
  });
  if (found) {
    changes_.keep(key_of(to_oid(id), path), *found);
  }
  return found;
}

}  // namespace cairn::source::git

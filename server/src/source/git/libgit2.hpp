// libgit2 as owned values. Only sources of this folder include it.
//
// Thread-safety: a handle and what was made from it belong to one thread at a time.
#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "cairn/result.hpp"
#include "source/git/object_id.hpp"

namespace cairn::source::git {

template <typename T, void (*release)(T*)>
struct Release {
  void operator()(T* pointer) const { release(pointer); }
};

template <typename T, void (*release)(T*)>
using Owned = std::unique_ptr<T, Release<T, release>>;

using RepositoryHandle = Owned<git_repository, git_repository_free>;
using OdbHandle = Owned<git_odb, git_odb_free>;
using OdbObjectHandle = Owned<git_odb_object, git_odb_object_free>;
using ObjectHandle = Owned<git_object, git_object_free>;
using CommitHandle = Owned<git_commit, git_commit_free>;
using TreeHandle = Owned<git_tree, git_tree_free>;
using TreeEntryHandle = Owned<git_tree_entry, git_tree_entry_free>;

// Readies libgit2 once for the whole process: without the user's and the system's settings.
void ready_libgit2();

// What libgit2 just failed with on this thread, as an internal error.
[[nodiscard]] inline Failure libgit2_failure(const std::string& doing) {
  const git_error* error = ::git_error_last();
  const bool known = error != nullptr && error->message != nullptr;
  return fail(ErrorCode::internal, doing + ": " + (known ? error->message : "unknown reason"));
}

[[nodiscard]] inline git_oid to_oid(const ObjectId& id) {
  git_oid oid;
  ::git_oid_fromraw(&oid, id.bytes.data());
  return oid;
}

[[nodiscard]] inline ObjectId from_oid(const git_oid& oid) {
  return ObjectId::from_raw(oid.id);
}

}  // namespace cairn::source::git

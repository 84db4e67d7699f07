// Hashing as Git does it.
#include "source/git/blob_id.hpp"

#include <new>

#include "source/git/libgit2.hpp"

namespace cairn::source::git {

std::string blob_id(std::string_view bytes) {
  ready_libgit2();
  git_oid id;
  if (::git_odb_hash(&id, bytes.data(), bytes.size(), GIT_OBJECT_BLOB) != 0) {
    throw std::bad_alloc();  // There is no other reason.
  }
  return from_oid(id).hex();
}

}  // namespace cairn::source::git

// Object reads: handles in and out of the pool, and one libgit2 call or two for each question.
#include "source/git/object_store.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"
#include "source/git/handle.hpp"

namespace cairn::source::git {
namespace {

constexpr std::size_t whole_bytes_max = 64U * 1024 * 1024;

Result<std::unique_ptr<Handle>> open_handle(const std::string& path) {
  const std::string doing = "opening '" + path + "'";
  auto handle = std::make_unique<Handle>();
  git_odb* odb = nullptr;
  if (::git_odb_new(&odb) != 0) {
    return libgit2_failure(doing);
  }
  handle->odb.reset(odb);
  git_odb_backend* packs = nullptr;
  if (::git_odb_backend_pack(&packs, (path + "/objects").c_str()) != 0) {
    return libgit2_failure(doing);
  }
  if (::git_odb_add_backend(odb, packs, 1) != 0) {
    packs->free(packs);
    return libgit2_failure(doing);
  }
  git_repository* repository = nullptr;
  if (::git_repository_wrap_odb(&repository, odb) != 0) {
    return libgit2_failure(doing);
  }
  handle->repository.reset(repository);
  if (auto shallow = base::read_file(path + "/shallow"); shallow) {
    for (const std::string_view line : base::split(*shallow, '\n')) {
      handle->shallow.emplace(base::trim(line));
    }
  } else if (shallow.error().code != ErrorCode::not_found) {
    return fail(std::move(shallow).error());
  }
  return handle;
}

std::string reading(const ObjectId& id) {
  return "reading object " + id.hex();
}

// Only a whole object shows whether it is of that kind, or its header is damaged.
Failure other_kind(Handle& handle, const ObjectId& id, git_object_t kind, std::size_t bytes) {
  const git_oid oid = to_oid(id);
  if (bytes > whole_bytes_max) {
    return fail(ErrorCode::internal, reading(id) + ": its header is damaged");
  }
  git_odb_object* object = nullptr;
  if (::git_odb_read(&object, handle.odb.get(), &oid) != 0) {
    return libgit2_failure(reading(id));
  }
  const OdbObjectHandle owned(object);
  const git_object_t found = ::git_odb_object_type(object);
  return found == kind ? fail(ErrorCode::internal, reading(id) + ": its header is damaged")
                       : fail(ErrorCode::failed_precondition,
                              reading(id) + ": it is not a " + ::git_object_type2string(kind) +
                                  " but a " + ::git_object_type2string(found));
}

// The size of an object of this kind, which must be there.
Result<std::uint64_t> measure_object(Handle& handle, const ObjectId& id, git_object_t kind) {
  const git_oid oid = to_oid(id);
  std::size_t bytes = 0;
  git_object_t found = GIT_OBJECT_INVALID;
  if (::git_odb_read_header(&bytes, &found, handle.odb.get(), &oid) != 0) {
    return libgit2_failure(reading(id));
  }
  if (found != kind) {
    return other_kind(handle, id, kind, bytes);
  }
  return bytes;
}

// The bytes of an object of this kind, which must be there.
Result<std::string> read_object(Handle& handle, const ObjectId& id, git_object_t kind,
                                std::size_t bytes_max) {
  const auto bytes = measure_object(handle, id, kind);
  if (!bytes) {
    return fail(bytes.error());
  }
  if (*bytes > bytes_max) {
    return fail(ErrorCode::failed_precondition,
                reading(id) + ": " + std::to_string(*bytes) + " bytes, the limit for one " +
                    (kind == GIT_OBJECT_BLOB ? "file" : "directory") + " is " +
                    std::to_string(bytes_max));
  }
  const git_oid oid = to_oid(id);
  git_odb_object* object = nullptr;
  if (::git_odb_read(&object, handle.odb.get(), &oid) != 0) {
    return libgit2_failure(reading(id));
  }
  const OdbObjectHandle owned(object);
  return std::string(static_cast<const char*>(::git_odb_object_data(object)),
                     ::git_odb_object_size(object));
}

// The commit behind an object that is there; nullopt if it leads to none.
Result<std::optional<ObjectId>> peel(Handle& handle, const git_oid& oid) {
  git_object* object = nullptr;
  if (::git_object_lookup(&object, handle.repository.get(), &oid, GIT_OBJECT_ANY) != 0) {
    return libgit2_failure("reading object " + from_oid(oid).hex());
  }
  const ObjectHandle owned(object);
  git_object* commit = nullptr;
  const int outcome = ::git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
  if (outcome == GIT_EINVALIDSPEC || outcome == GIT_EPEEL) {
    return std::optional<ObjectId>();
  }
  if (outcome != 0) {
    return libgit2_failure("following the tag " + from_oid(oid).hex());
  }
  const ObjectHandle owned_commit(commit);
  return std::optional(from_oid(*::git_object_id(commit)));
}

// All ids of 40 digits that begin with `digits`, two at most: more are as ambiguous as two.
Result<std::vector<git_oid>> complete(Handle& handle, std::string digits) {
  if (digits.size() < GIT_OID_MINPREFIXLEN) {
    // libgit2 asks for four digits, the reference for two.
    std::vector<git_oid> found;
    for (const char next : std::string_view("0123456789abcdef")) {
      auto more = complete(handle, digits + next);
      if (!more) {
        return more;
      }
      found.insert(found.end(), more->begin(), more->end());
      if (found.size() > 1) {
        break;
      }
    }
    return found;
  }
  git_oid prefix;
  git_oid full;
  if (::git_oid_fromstrn(&prefix, digits.data(), digits.size()) != 0) {
    return libgit2_failure("reading the id '" + digits + "'");
  }
  const int outcome = ::git_odb_exists_prefix(&full, handle.odb.get(), &prefix, digits.size());
  if (outcome == GIT_ENOTFOUND) {
    return std::vector<git_oid>();
  }
  if (outcome == GIT_EAMBIGUOUS) {
    return std::vector<git_oid>(2);
  }
  if (outcome != 0) {
    return libgit2_failure("looking for the id '" + digits + "'");
  }
  return std::vector<git_oid>{full};
}

}  // namespace

void ready_libgit2() {
  static const bool ready = [] {
    ::git_libgit2_init();
    for (const int level : {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                            GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL}) {
      ::git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    }
    return true;
  }();
  (void)ready;  // Its value says nothing; making it is the point.
}

ObjectStore::ObjectStore(Options options)
    : options_(std::move(options)),
      directories_(options_.directory_cache_bytes),
      commits_(16'384),
      changes_(8'192) {
  ready_libgit2();
}

ObjectStore::~ObjectStore() = default;

Result<std::unique_ptr<Handle>> ObjectStore::take() const {
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto handle = std::move(idle_.back());
      idle_.pop_back();
      return handle;
    }
    generation = generation_;
  }
  auto handle = open_handle(options_.path);
  if (handle) {
    (*handle)->generation = generation;
  }
  return handle;
}

void ObjectStore::put_back(std::unique_ptr<Handle> handle) const {
  const std::lock_guard lock(mutex_);
  if (handle->generation == generation_ && idle_.size() < options_.handles_max) {
    idle_.push_back(std::move(handle));
  }
}

void ObjectStore::drop_idle() const {
  std::vector<std::unique_ptr<Handle>> old;  // Closed outside the lock.
  const std::lock_guard lock(mutex_);
  old.swap(idle_);
}

void ObjectStore::renew() {
  {
    const std::lock_guard lock(mutex_);
    ++generation_;
  }
  drop_idle();
}

bool ObjectStore::packs_can_be_opened() const {
  const std::string path = options_.path + "/objects/pack";
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), &::closedir);
  if (directory == nullptr) {
    return false;
  }
  bool all = true;
  std::vector<int> opened;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (name.size() > 4 && name.substr(name.size() - 4) == ".idx") {
      const int file = ::openat(::dirfd(directory.get()), entry->d_name, O_RDONLY | O_CLOEXEC);
      if (file < 0 && errno != ENOENT) {
        all = false;
        break;
      }
      opened.push_back(file);
    }
  }
  for (const int file : opened) {
    ::close(file);
  }
  return all;
}

Result<std::shared_ptr<const std::string>> ObjectStore::blob(const ObjectId& id,
                                                             std::size_t bytes_max) const {
  auto bytes = with_handle<std::string>([&](Handle& handle) {
    return read_object(handle, id, GIT_OBJECT_BLOB, std::min(options_.file_bytes_max, bytes_max));
  });
  if (!bytes) {
    return fail(std::move(bytes).error());
  }
  return std::make_shared<const std::string>(*std::move(bytes));
}

Result<std::uint64_t> ObjectStore::blob_bytes(const ObjectId& id) const {
  return with_handle<std::uint64_t>(
      [&](Handle& handle) { return measure_object(handle, id, GIT_OBJECT_BLOB); });
}

Result<std::shared_ptr<const Directory>> ObjectStore::directory(const ObjectId& tree) const {
  auto directory = glance(tree);
  if (!directory) {
    return directory;
  }
  const std::size_t cost = (*directory)->bytes();
  return directories_.keep(tree, *std::move(directory), cost);
}

Result<std::shared_ptr<const Directory>> ObjectStore::glance(const ObjectId& tree) const {
  if (auto kept = directories_.find(tree)) {
    return *std::move(kept);
  }
  const auto bytes = with_handle<std::string>([&](Handle& handle) {
    return read_object(handle, tree, GIT_OBJECT_TREE, options_.tree_bytes_max);
  });
  if (!bytes) {
    return fail(bytes.error());
  }
  auto parsed = Directory::parse(*bytes);
  if (!parsed) {
    return fail(std::move(parsed).error(), "reading tree " + tree.hex());
  }
  return parsed;
}

Result<std::shared_ptr<const Commit>> ObjectStore::commit(const ObjectId& id) const {
  if (auto kept = commits_.find(id)) {
    return *std::move(kept);
  }
  auto read = with_handle<std::shared_ptr<const Commit>>(
      [&](Handle& handle) -> Result<std::shared_ptr<const Commit>> {
        const git_oid oid = to_oid(id);
        git_commit* commit = nullptr;
        if (::git_commit_lookup(&commit, handle.repository.get(), &oid) != 0) {
          return libgit2_failure("reading commit " + id.hex());
        }
        const CommitHandle owned(commit);
        auto result = std::make_shared<Commit>();
        result->tree = from_oid(*::git_commit_tree_id(commit));
        result->time = ::git_commit_time(commit);
        if (::git_commit_parentcount(commit) > 0 && handle.shallow.count(id.hex()) == 0) {
          result->first_parent = from_oid(*::git_commit_parent_id(commit, 0));
        }
        return result;
      });
  if (!read) {
    return read;
  }
  return commits_.keep(id, *std::move(read));
}

Result<bool> ObjectStore::has(const ObjectId& id) const {
  return with_handle<bool>([&](Handle& handle) -> Result<bool> {
    const git_oid oid = to_oid(id);
    return ::git_odb_exists(handle.odb.get(), &oid) == 1;
  });
}

Result<std::string> ObjectStore::author(const ObjectId& id) const {
  return with_handle<std::string>([&](Handle& handle) -> Result<std::string> {
    const git_oid oid = to_oid(id);
    git_commit* commit = nullptr;
    if (::git_commit_lookup(&commit, handle.repository.get(), &oid) != 0) {
      return libgit2_failure("reading commit " + id.hex());
    }
    const CommitHandle owned(commit);
    const git_signature* author = ::git_commit_author(commit);
    return author == nullptr ? std::string()
                             : std::string(author->name) + " <" + author->email + '>';
  });
}

Result<std::optional<ObjectId>> ObjectStore::find_commit(const ObjectId& id) const {
  return find_commit_by_prefix(id.hex());
}

Result<std::optional<ObjectId>> ObjectStore::find_commit_by_prefix(std::string_view digits) const {
  return with_handle<std::optional<ObjectId>>(
      [&](Handle& handle) -> Result<std::optional<ObjectId>> {
        const auto found = complete(handle, std::string(digits));
        if (!found) {
          return fail(found.error());
        }
        if (found->size() == 1) {
          return peel(handle, found->front());
        }
        if (found->empty() && !packs_can_be_opened()) {
          return fail(ErrorCode::internal, "looking for the id '" + std::string(digits) +
                                               "': the packs cannot be opened");
        }
        return std::optional<ObjectId>();
      });
}

}  // namespace cairn::source::git

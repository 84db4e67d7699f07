// Which of three has the answer: the work tree, its repository, or the origin of that.
#include "source/work_tree/work_tree_snapshot.hpp"

#include <map>
#include <set>
#include <utility>

namespace cairn::source::work_tree {
namespace {

// Whether a label is a way to write this branch.
bool names_branch(std::string_view label, const std::string& branch) {
  return label == branch || label == "heads/" + branch || label == "refs/heads/" + branch;
}

bool is_missing(const Error& error) {
  return error.code == ErrorCode::not_found;
}

Result<bool> same_directory(const FileTree& a, const FileTree& b, const std::string& path) {
  const auto here = a.list(path);
  const auto there = b.list(path);
  for (const auto* side : {&here, &there}) {
    if (!*side) {
      return fail(side->error());
    }
  }
  const Listing none;
  const Listing& one = *here == nullptr ? none : **here;
  const Listing& other = *there == nullptr ? none : **there;
  if (one.files != other.files) {
    return false;
  }
  const std::string prefix = path.empty() ? std::string() : path + '/';
  for (const std::string& name : one.files) {
    const auto file = a.find(prefix + name);
    const auto twin = b.find(prefix + name);
    if (!file || !twin) {
      return fail(file ? twin.error() : file.error());
    }
    if (!*file || !*twin || (*file)->content_id != (*twin)->content_id) {
      return false;
    }
  }
  // A directory without files is none to Git.
  std::set<std::string> names(one.directories.begin(), one.directories.end());
  names.insert(other.directories.begin(), other.directories.end());
  for (const std::string& name : names) {
    auto same = same_directory(a, b, prefix + name);
    if (!same || !*same) {
      return same;
    }
  }
  return true;
}

}  // namespace

Result<bool> same_files(const FileTree& a, const FileTree& b) {
  return same_directory(a, b, "");
}

Result<bool> WorkTreeSnapshot::is_ahead(const Revision& origin, const Revision& own) const {
  const std::string key = origin.id + ' ' + own.id;
  if (const auto known = parts_.histories->find(key)) {
    return *known;
  }
  auto ahead = parts_.origin->contains(origin.id, own.id);
  if (ahead) {
    parts_.histories->keep(key, *ahead);
  }
  return ahead;
}

Result<Resolved> WorkTreeSnapshot::committed(const Label& label) const {
  auto own = parts_.own->resolve(label);
  if (parts_.origin == nullptr || (!own && !is_missing(own.error()))) {
    return own;
  }
  auto origin = parts_.origin->resolve(label);
  if (!origin) {
    return is_missing(origin.error()) ? std::move(own) : std::move(origin);
  }
  if (!own || (own->deleted_upstream && !origin->deleted_upstream)) {
    return origin;
  }
  if (origin->deleted_upstream || own->exact || own->revision.id == origin->revision.id) {
    return own;
  }
  const auto ahead = is_ahead(origin->revision, own->revision);
  if (!ahead) {
    return fail(ahead.error(), "comparing '" + label.text() + "' with its origin");
  }
  return *ahead ? std::move(origin) : std::move(own);
}

Result<Resolved> WorkTreeSnapshot::resolve(const Label& label) const {
  auto resolved = committed(label);
  if (resolved && parts_.edits && !resolved->exact && !resolved->deleted_upstream &&
      names_branch(label.text(), parts_.edits->branch) &&
      resolved->revision.id == parts_.edits->commit) {
    resolved->revision = Revision{parts_.edits->id, parts_.edits->tree};
  }
  return resolved;
}

// As they are committed here or in the origin, and as they are read: where the two differ, that is
// for resolve() to say.
std::vector<ShownLabel> WorkTreeSnapshot::labels(std::size_t count_max) const {
  std::map<std::string, ShownLabel> all;
  for (const git::GitSnapshot* snapshot : {parts_.own.get(), parts_.origin.get()}) {
    if (snapshot == nullptr) {
      continue;
    }
    for (ShownLabel& shown : snapshot->labels(count_max)) {
      const auto [place, fresh] = all.emplace(shown.label, shown);
      const auto label = Label::from_name(shown.label);
      const auto resolved = fresh && label ? resolve(*label) : Result<Resolved>(Resolved());
      if (fresh && resolved) {
        place->second.id = resolved->revision.id.empty() ? shown.id : resolved->revision.id;
        place->second.deleted_upstream = resolved->deleted_upstream;
      }
    }
  }
  std::vector<ShownLabel> shown;
  for (auto& [name, label] : all) {
    if (shown.size() == count_max) {
      break;
    }
    shown.push_back(std::move(label));
  }
  return shown;
}

Result<const git::GitSnapshot*> WorkTreeSnapshot::holder_of(std::string_view commit) const {
  if (parts_.origin != nullptr) {
    const auto own = parts_.own->revision(commit);
    if (!own && is_missing(own.error())) {
      return parts_.origin.get();
    }
    if (!own) {
      return fail(own.error());
    }
  }
  return parts_.own.get();
}

Result<Revision> WorkTreeSnapshot::revision(std::string_view id) const {
  if (is_edits(id)) {
    return Revision{parts_.edits->id, parts_.edits->tree};
  }
  const auto holder = holder_of(id);
  return holder ? (*holder)->revision(id) : fail(holder.error());
}

Result<std::optional<std::string>> WorkTreeSnapshot::first_parent(std::string_view id) const {
  if (is_edits(id)) {
    return std::optional(parts_.edits->commit);
  }
  const auto holder = holder_of(id);
  return holder ? (*holder)->first_parent(id) : fail(holder.error());
}

Result<std::int64_t> WorkTreeSnapshot::last_change(std::string_view id,
                                                   std::string_view path) const {
  if (!is_edits(id)) {
    const auto holder = holder_of(id);
    return holder ? (*holder)->last_change(id, path) : fail(holder.error());
  }
  const auto edited = parts_.edits->tree->find(path);
  if (!edited) {
    return fail(edited.error());
  }
  if (!*edited) {
    return fail(ErrorCode::not_found, "'" + std::string(path) + "' is not in " + std::string(id));
  }
  const auto commit = parts_.own->revision(parts_.edits->commit);
  if (!commit) {
    return fail(commit.error());
  }
  const auto before = commit->tree->find(path);
  if (!before) {
    return fail(before.error());
  }
  if (*before && (*before)->content_id == (*edited)->content_id) {
    return parts_.own->last_change(parts_.edits->commit, path);
  }
  return parts_.edits->tree->modified(path).value_or(0);
}

}  // namespace cairn::source::work_tree

// The search for the last good commit.
#include "resolve/hold.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cairn::resolve {
namespace {

// The ids of the commits to go back to, newest first.
Result<std::vector<std::string>> older_commits(const source::Snapshot& snapshot,
                                               const std::string& tip, std::size_t depth_max) {
  std::vector<std::string> commits;
  std::string id = tip;
  while (commits.size() < depth_max) {
    auto parent = snapshot.first_parent(id);
    if (!parent) {
      return fail(std::move(parent).error(), "looking for an older commit than " + id);
    }
    if (!*parent) {
      break;
    }
    id = **std::move(parent);
    commits.push_back(id);
  }
  return commits;
}

class Search {
 public:
  Search(const source::Snapshot& snapshot, const LoadAt& load, Qualifies qualifies, Error reason)
      : snapshot_(snapshot), load_(load), qualifies_(qualifies), reason_(std::move(reason)) {}

  // What is loaded at a commit; nullopt when it does not qualify. Errors: internal.
  Result<std::optional<HeldDocuments>> at(const std::string& id, bool was_published) const;

 private:
  Result<bool> has_the_file(const source::FileTree& tree) const;

  const source::Snapshot& snapshot_;
  const LoadAt& load_;
  const Qualifies qualifies_;
  const Error reason_;
};

Result<bool> Search::has_the_file(const source::FileTree& tree) const {
  if (qualifies_ == Qualifies::published || reason_.origin.file.empty()) {
    return false;
  }
  const auto file = tree.find(reason_.origin.file);
  if (!file) {
    return fail(file.error());
  }
  return file->has_value();
}

Result<std::optional<HeldDocuments>> Search::at(const std::string& id, bool was_published) const {
  auto revision = snapshot_.revision(id);
  if (!revision) {
    // A commit that this mirror does not have cannot help.
    return revision.error().code == ErrorCode::not_found
               ? Result<std::optional<HeldDocuments>>(std::nullopt)
               : fail(std::move(revision).error());
  }
  if (!was_published) {
    const auto qualifies = has_the_file(*revision->tree);
    if (!qualifies) {
      return fail(qualifies.error());
    }
    if (!*qualifies) {
      return std::optional<HeldDocuments>();
    }
  }
  auto documents = load_(*revision);
  if (!documents) {
    return documents.error().code == ErrorCode::failed_precondition
               ? Result<std::optional<HeldDocuments>>(std::nullopt)
               : fail(std::move(documents).error());
  }
  return std::optional<HeldDocuments>({*std::move(revision), *std::move(documents), std::nullopt});
}

Result<std::optional<HeldDocuments>> last_good(const source::Snapshot& snapshot,
                                               const source::Resolved& label, const LoadAt& load,
                                               Qualifies qualifies, const Error& reason,
                                               std::size_t depth_max) {
  const auto older = older_commits(snapshot, label.revision.id, depth_max);
  if (!older) {
    return fail(older.error());
  }
  const Search search(snapshot, load, qualifies, reason);
  const auto first_published = std::find(older->begin(), older->end(), label.first_published);
  bool was_published = first_published != older->end();
  for (auto id = older->begin(); id != older->end(); ++id) {
    auto held = search.at(*id, was_published);
    if (!held || *held) {
      return held;
    }
    was_published = was_published && id != first_published;
  }
  if (label.before_rewrite.empty()) {
    return std::optional<HeldDocuments>();
  }
  return search.at(label.before_rewrite, true);
}

// A hold that nothing can be loaded at, since nothing of that commit is served.
std::optional<Hold> refused(const source::Resolved& label) {
  if (!label.refused) {
    return std::nullopt;
  }
  return Hold{label.refused->id, Error{ErrorCode::failed_precondition, label.refused->why, {}},
              label.changed_at, false};
}

}  // namespace

Result<HeldDocuments> load_or_hold(const source::Snapshot& snapshot, const source::Resolved& label,
                                   const LoadAt& load, Qualifies qualifies, std::size_t depth_max) {
  auto documents = load(label.revision);
  if (documents) {
    return HeldDocuments{label.revision, *std::move(documents), refused(label)};
  }
  if (documents.error().code != ErrorCode::failed_precondition || label.exact) {
    return fail(std::move(documents).error());
  }
  auto held = last_good(snapshot, label, load, qualifies, documents.error(), depth_max);
  if (!held) {
    return fail(std::move(held).error());
  }
  if (!*held) {
    return fail(std::move(documents).error());
  }
  (*held)->hold = label.refused ? refused(label)
                                : Hold{label.revision.id, std::move(documents).error(),
                                       label.changed_at, false};
  return **std::move(held);
}

}  // namespace cairn::resolve

// One state, and those before it.
#include "source/directory/directory_snapshot.hpp"

#include <algorithm>
#include <utility>

namespace cairn::source::directory {

DirectorySnapshot::DirectorySnapshot(Parts parts) : parts_(std::move(parts)) {
  if (parts_.kept != nullptr) {
    for (const KeptState& state : *parts_.kept) {
      if (state.id != parts_.id) {
        before_.push_back(&state);
      }
    }
  }
}

Result<Resolved> DirectorySnapshot::resolve(const Label& label) const {
  (void)label;  // All labels are one state.
  Resolved resolved;
  resolved.revision = Revision{parts_.id, parts_.tree};
  if (!before_.empty()) {
    resolved.first_published = before_.back()->id;  // They were all published.
  }
  if (parts_.kept != nullptr && !parts_.kept->empty() && parts_.kept->front().id == parts_.id) {
    resolved.changed_at = parts_.kept->front().at;
  }
  return resolved;
}

std::vector<ShownLabel> DirectorySnapshot::labels(std::size_t count_max) const {
  return count_max == 0 ? std::vector<ShownLabel>()
                        : std::vector<ShownLabel>{{"", "", parts_.id, false}};
}

Result<std::shared_ptr<const DirectoryTree>> DirectorySnapshot::tree_of(std::string_view id) const {
  if (id == parts_.id) {
    return parts_.tree;
  }
  const auto state = std::find_if(before_.begin(), before_.end(),
                                  [id](const KeptState* before) { return before->id == id; });
  if (state == before_.end()) {
    return fail(ErrorCode::not_found, "no state " + std::string(id));
  }
  if (auto known = parts_.earlier->find((*state)->id)) {
    return *std::move(known);
  }
  const auto loaded = parts_.reader->load((*state)->record);
  if (!loaded) {
    return fail(loaded.error(), "reading the kept state " + (*state)->id);
  }
  return parts_.earlier->keep((*state)->id,
                              std::make_shared<const DirectoryTree>(**loaded, parts_.options));
}

Result<Revision> DirectorySnapshot::revision(std::string_view id) const {
  auto tree = tree_of(id);
  if (!tree) {
    return fail(std::move(tree).error());
  }
  return Revision{std::string(id), *std::move(tree)};
}

Result<std::optional<std::string>> DirectorySnapshot::first_parent(std::string_view id) const {
  auto next = before_.begin();
  if (id != parts_.id) {
    next = std::find_if(before_.begin(), before_.end(),
                        [id](const KeptState* before) { return before->id == id; });
    next += next == before_.end() ? 0 : 1;
  }
  return next == before_.end() ? std::optional<std::string>() : std::optional((*next)->id);
}

Result<std::int64_t> DirectorySnapshot::last_change(std::string_view id,
                                                    std::string_view path) const {
  const auto tree = tree_of(id);
  const auto time = tree ? (*tree)->modified(path) : std::nullopt;
  if (!tree && tree.error().code != ErrorCode::not_found) {
    return fail(tree.error());
  }
  if (!time) {
    return fail(ErrorCode::not_found, "'" + std::string(path) + "' is not in " + std::string(id));
  }
  return *time;
}

}  // namespace cairn::source::directory

// Paths through Git trees, symbolic links followed where they stay inside.
#include "source/git/git_tree.hpp"

#include <vector>

#include "base/text.hpp"
#include "source/git/lfs_pointer.hpp"
#include "source/git/tree_changes.hpp"
#include "source/path_walk.hpp"

namespace cairn::source::git {
namespace {

constexpr std::size_t link_bytes_max = 4096;

}  // namespace

Result<std::optional<std::string>> GitTree::target_of(const ObjectId& link) const {
  const auto target = store_->blob(link, link_bytes_max);
  if (!target) {
    if (target.error().code == ErrorCode::failed_precondition) {
      return std::optional<std::string>();  // Longer than a path may be.
    }
    return fail(target.error());
  }
  const std::string& text = **target;
  if (text.empty() || text[0] == '/' || text.find('\0') != std::string::npos) {
    return std::optional<std::string>();
  }
  return std::optional(text);
}

Result<GitTree::Place> GitTree::walk(std::string_view path) const {
  auto root = store_->directory(root_);
  if (!root) {
    return fail(std::move(root).error());
  }
  std::vector<std::shared_ptr<const Directory>> here{*std::move(root)};
  std::vector<std::string> waiting;
  if (!path.empty()) {
    if (!is_plain_path(path)) {
      return Place{};
    }
    push_segments(waiting, path);
  }
  int links = 0;
  while (!waiting.empty()) {
    const std::string segment = std::move(waiting.back());
    waiting.pop_back();
    if (segment.empty() || segment == ".") {
      continue;  // Only in the target of a link.
    }
    if (segment == "..") {
      here.pop_back();
      if (here.empty()) {
        return Place{};
      }
      continue;
    }
    const Entry* entry = here.back()->find(segment);
    if (entry == nullptr) {
      return Place{};
    }
    if (entry->kind == EntryKind::file) {
      return waiting.empty() ? Place{here.back(), entry->id} : Place{};
    }
    if (entry->kind == EntryKind::directory) {
      auto next = store_->directory(entry->id);
      if (!next) {
        return fail(std::move(next).error());
      }
      here.push_back(*std::move(next));
      continue;
    }
    const auto target = target_of(entry->id);
    if (!target) {
      return fail(target.error());
    }
    if (!target->has_value() || ++links > links_in_a_row_max) {
      return Place{};
    }
    push_segments(waiting, **target);
  }
  return Place{here.back(), std::nullopt};
}

Result<std::optional<File>> GitTree::find(std::string_view path) const {
  const auto place = walk(path);
  if (!place) {
    return fail(place.error());
  }
  if (!place->file) {
    return std::optional<File>();
  }
  return std::optional(File{place->file->hex()});
}

Result<std::shared_ptr<const Listing>> GitTree::list(std::string_view path) const {
  const auto place = walk(path);
  if (!place) {
    return fail(place.error());
  }
  if (place->directory == nullptr || place->file) {
    return std::shared_ptr<const Listing>();
  }
  if (place->directory->listing() != nullptr) {
    return place->directory->listing();
  }
  auto listing = std::make_shared<Listing>();
  for (const Entry& entry : place->directory->entries()) {
    bool file = entry.kind == EntryKind::file;
    bool directory = entry.kind == EntryKind::directory;
    if (entry.kind == EntryKind::link) {
      const auto end = walk(path.empty() ? entry.name : std::string(path) + '/' + entry.name);
      if (!end) {
        return fail(end.error());
      }
      file = end->file.has_value();
      directory = !file && end->directory != nullptr;
    }
    if (file) {
      listing->files.push_back(entry.name);
    } else if (directory) {
      listing->directories.push_back(entry.name);
    }
  }
  return listing;
}

Result<std::shared_ptr<const std::string>> GitTree::read(const File& file,
                                                         std::size_t bytes_max) const {
  const auto id = ObjectId::parse(file.content_id);
  if (!id) {
    return fail(ErrorCode::internal, "'" + file.content_id + "' is no blob id");
  }
  auto bytes = store_->blob(*id, bytes_max);
  if (bytes && is_lfs_pointer(**bytes)) {
    return fail(ErrorCode::failed_precondition,
                "is a pointer to Git LFS, whose store is not read; commit the content itself");
  }
  return bytes;
}

Result<std::optional<std::vector<std::string>>> GitTree::changed_since(
    const FileTree& before) const {
  const auto* other = dynamic_cast<const GitTree*>(&before);
  if (other == nullptr || other->store_ != store_) {
    return std::optional<std::vector<std::string>>();
  }
  auto changed = changed_paths(*store_, other->root_, root_);
  if (!changed) {
    return fail(std::move(changed).error());
  }
  return std::optional(*std::move(changed));
}

}  // namespace cairn::source::git

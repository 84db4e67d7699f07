// Which root a path belongs to.
#include "source/directory/directory_tree.hpp"

#include <set>

namespace cairn::source::directory {
namespace {

// "srv/config" for "/srv/config", "" for "/".
std::string_view key_of(const RootTree& tree) {
  return std::string_view(tree.root().path).substr(1);
}

// What follows a directory in a path below it; nullopt for a path that is not.
std::optional<std::string_view> below(std::string_view directory, std::string_view path) {
  if (directory.empty() || directory == path) {
    return path.substr(directory.size());
  }
  const bool inside = path.size() > directory.size() && path[directory.size()] == '/' &&
                      path.substr(0, directory.size()) == directory;
  return inside ? std::optional(path.substr(directory.size() + 1)) : std::nullopt;
}

}  // namespace

DirectoryTree::DirectoryTree(const State& state,
                             const std::shared_ptr<const ScanOptions>& options) {
  roots_.reserve(state.roots.size());
  for (const Root& root : state.roots) {
    roots_.emplace_back(root, options);
  }
}

std::pair<const RootTree*, std::string_view> DirectoryTree::root_of(std::string_view path) const {
  // Sorted: what is inside of another root comes after it.
  for (auto root = roots_.rbegin(); root != roots_.rend(); ++root) {
    if (const auto rest = below(key_of(*root), path)) {
      return {&*root, *rest};
    }
  }
  return {nullptr, {}};
}

Result<std::optional<File>> DirectoryTree::find(std::string_view path) const {
  const auto [root, rest] = root_of(path);
  if (root == nullptr) {
    return std::optional<File>();
  }
  auto file = root->find(rest);
  if (file && *file) {
    const std::string_view key = key_of(*root);
    (*file)->stored_at.insert(0, key.empty() ? std::string() : std::string(key) + '/');
  }
  return file;
}

Result<std::shared_ptr<const Listing>> DirectoryTree::list(std::string_view path) const {
  const auto [root, rest] = root_of(path);
  if (root != nullptr) {
    auto listing = root->list(rest);
    if (!listing || *listing != nullptr) {
      return listing;
    }
  }
  return way_to_roots(path);
}

std::shared_ptr<const Listing> DirectoryTree::way_to_roots(std::string_view path) const {
  std::set<std::string> names;
  for (const RootTree& root : roots_) {
    const auto rest = below(path, key_of(root));
    if (rest && !rest->empty() && root.root().node != nullptr) {
      names.emplace(rest->substr(0, rest->find('/')));
    }
  }
  if (names.empty()) {
    return nullptr;
  }
  auto listing = std::make_shared<Listing>();
  listing->directories.assign(names.begin(), names.end());
  return listing;
}

Result<std::shared_ptr<const std::string>> DirectoryTree::read(const File& file,
                                                               std::size_t bytes_max) const {
  const auto [root, rest] = root_of(file.stored_at);
  if (root == nullptr) {
    return fail(ErrorCode::internal, "'" + file.stored_at + "' is no file of this state");
  }
  return root->read(File{file.content_id, std::string(rest)}, bytes_max);
}

std::optional<std::int64_t> DirectoryTree::modified(std::string_view path) const {
  const auto [root, rest] = root_of(path);
  return root == nullptr ? std::nullopt : root->modified(rest);
}

}  // namespace cairn::source::directory

// Paths through recorded nodes, and contents from memory or the disk.
#include "source/directory/root_tree.hpp"

#include <utility>

#include "source/directory/file_reader.hpp"
#include "source/path_walk.hpp"

namespace cairn::source::directory {
namespace {

constexpr std::int64_t ns_per_second = 1'000'000'000;

struct Step {
  std::string name;
  std::shared_ptr<const DirectoryNode> node;
};

std::string path_of(const std::vector<Step>& here, const std::string& name) {
  std::string path;
  for (std::size_t i = 1; i < here.size(); ++i) {
    path += here[i].name + '/';
  }
  return path + name;
}

// What follows `root` in a path below it; nullopt for a path that is not.
std::optional<std::string_view> below(std::string_view root, std::string_view path) {
  if (root.empty() || path.substr(0, root.size()) != root) {
    return std::nullopt;
  }
  const std::string_view rest = path.substr(root.size());
  if (!rest.empty() && rest.front() != '/' && root != "/") {
    return std::nullopt;
  }
  return rest;
}

}  // namespace

std::optional<std::string_view> RootTree::inside(std::string_view target) const {
  const auto rest = below(root_.path, target);
  return rest ? rest : below(root_.real_path, target);
}

RootTree::Place RootTree::walk(std::string_view path) const {
  if (root_.node == nullptr || (!path.empty() && !is_plain_path(path))) {
    return {};
  }
  std::vector<Step> here{{"", root_.node}};
  std::vector<std::string> waiting;
  push_segments(waiting, path);
  int links = 0;
  while (!waiting.empty()) {
    const std::string segment = std::move(waiting.back());
    waiting.pop_back();
    if (segment.empty() || segment == ".") {
      continue;  // Only in the target of a link, and for the root itself.
    }
    if (segment == "..") {
      here.pop_back();
      if (here.empty()) {
        return {};
      }
      continue;
    }
    const Entry* entry = here.back().node->find(segment);
    if (entry == nullptr) {
      return {};
    }
    if (const auto* file = entry->file()) {
      return waiting.empty() ? Place{nullptr, *file, path_of(here, segment)} : Place{};
    }
    if (const auto* directory = entry->directory()) {
      here.push_back({segment, *directory});
      continue;
    }
    std::string_view target = entry->link()->target;
    if (target.empty() || ++links > links_in_a_row_max) {
      return {};
    }
    if (target.front() == '/') {
      const auto rest = inside(target);
      if (!rest) {
        return {};
      }
      here.resize(1);
      target = *rest;
    }
    push_segments(waiting, target);
  }
  return Place{here.back().node, nullptr, {}};
}

Result<std::optional<File>> RootTree::find(std::string_view path) const {
  const Place place = walk(path);
  if (place.file == nullptr) {
    return std::optional<File>();
  }
  return std::optional(File{place.file->content_id, place.path});
}

Result<std::shared_ptr<const Listing>> RootTree::list(std::string_view path) const {
  const Place place = walk(path);
  if (place.directory == nullptr) {
    return std::shared_ptr<const Listing>();
  }
  if (auto listing = place.directory->listing()) {
    return listing;
  }
  auto listing = std::make_shared<Listing>();
  const std::string prefix = path.empty() ? std::string() : std::string(path) + '/';
  for (const Entry& entry : place.directory->entries()) {
    bool file = entry.file() != nullptr;
    bool directory = entry.directory() != nullptr;
    if (entry.link() != nullptr) {
      const Place end = walk(prefix + entry.name);
      file = end.file != nullptr;
      directory = end.directory != nullptr;
    }
    if (file) {
      listing->files.push_back(entry.name);
    } else if (directory) {
      listing->directories.push_back(entry.name);
    }
  }
  return listing;
}

Result<std::shared_ptr<const std::string>> RootTree::read(const File& file,
                                                          std::size_t bytes_max) const {
  const std::string shown = root_.path + '/' + file.stored_at;
  const Place place = walk(file.stored_at);
  if (place.file == nullptr || place.file->content_id != file.content_id) {
    return fail(ErrorCode::internal, "'" + shown + "' is no file of this state");
  }
  const FileNode& node = *place.file;
  if (!node.unread.empty()) {
    return fail(ErrorCode::failed_precondition, "reading '" + shown + "': " + node.unread);
  }
  if (static_cast<std::uint64_t>(node.stamp.size_bytes) > bytes_max) {
    return fail(ErrorCode::failed_precondition,
                "reading '" + shown + "': " + std::to_string(node.stamp.size_bytes) +
                    " bytes, the limit is " + std::to_string(bytes_max));
  }
  if (node.bytes != nullptr) {
    return node.bytes;
  }
  if (root_.kept != nullptr) {
    auto bytes = root_.kept->read(node.content_id, options_->limits.file_bytes_max);
    return bytes ? bytes : fail(std::move(bytes).error(), "reading '" + shown + "'");
  }
  auto outcome = read_regular_file(root_.opened->number(), place.path, node.stamp,
                                   options_->limits.file_bytes_max);
  if (!outcome) {
    return fail(std::move(outcome).error(), "reading '" + shown + "'");
  }
  auto* content = std::get_if<ReadFile>(&*outcome);
  if (content == nullptr || options_->content_id(content->bytes) != node.content_id) {
    return fail(ErrorCode::unavailable,
                "'" + shown + "' was changed a moment ago: the next scan takes it over");
  }
  return std::make_shared<const std::string>(std::move(content->bytes));
}

std::optional<std::int64_t> RootTree::modified(std::string_view path) const {
  const Place place = walk(path);
  if (place.file == nullptr) {
    return std::nullopt;
  }
  return place.file->stamp.modified_ns / ns_per_second;
}

}  // namespace cairn::source::directory

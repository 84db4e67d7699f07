// MemoryTree and MemorySnapshot: repositories that exist only in a test, made of maps from path to
// text and a list of commits.
//
//   MemorySnapshot snapshot;
//   snapshot.commit("main", {{"shop.yml", "a: 1\n"}});                 // the root
//   snapshot.commit("main", {{"shop.yml", "a: 2\n"}, {"old.yml", ""}});  // each with all its files
//
// Thread-safety: immutable while it is read.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/file_tree.hpp"

namespace cairn::testing {

using Files = std::map<std::string, std::string>;

// A file's content id is its text.
class MemoryTree : public source::FileTree {
 public:
  MemoryTree() = default;
  explicit MemoryTree(Files files) : files_(std::move(files)) {}

  Result<std::optional<source::File>> find(std::string_view path) const override {
    if (broken) {
      return fail(ErrorCode::internal, "the disk is broken");
    }
    const auto file = files_.find(std::string(path));
    return file == files_.end() ? std::optional<source::File>()
                                : std::optional<source::File>(source::File{file->second});
  }

  Result<std::shared_ptr<const source::Listing>> list(std::string_view path) const override {
    if (broken) {
      return fail(ErrorCode::internal, "the disk is broken");
    }
    const std::string prefix = path.empty() ? "" : std::string(path) + '/';
    std::set<std::string> files;
    std::set<std::string> directories;
    for (const auto& [name, text] : files_) {
      if (name.compare(0, prefix.size(), prefix) == 0) {
        const std::size_t slash = name.find('/', prefix.size());
        auto& kind = slash == std::string::npos ? files : directories;
        kind.insert(name.substr(prefix.size(), slash - prefix.size()));
      }
    }
    if (files.empty() && directories.empty() && !path.empty()) {
      return std::shared_ptr<const source::Listing>();
    }
    return std::make_shared<const source::Listing>(
        source::Listing{{files.begin(), files.end()}, {directories.begin(), directories.end()}});
  }

  Result<std::shared_ptr<const std::string>> read(const source::File& file,
                                                  std::size_t bytes_max) const override {
    ++reads;
    if (file.content_id.size() > bytes_max) {
      return fail(ErrorCode::failed_precondition,
                  "the limit for one file is " + std::to_string(bytes_max));
    }
    return std::make_shared<const std::string>(file.content_id);
  }

  mutable std::atomic<int> reads{0};
  bool broken = false;  // find and list fail

 private:
  Files files_;
};

class MemorySnapshot : public source::Snapshot {
 public:
  // Adds a commit with these files to a branch, which is made if it is new, from `from` if that
  // names a branch or commit. Returns its id: "c1", "c2", ...
  std::string commit(const std::string& branch, Files files, const std::string& from = "") {
    const std::string id = "c" + std::to_string(commits_.size() + 1);
    Commit added;
    added.tree = std::make_shared<const MemoryTree>(std::move(files));
    if (labels.count(branch) != 0) {
      added.parent = labels[branch].revision.id;
    } else if (labels.count(from) != 0) {
      added.parent = labels[from].revision.id;
    } else {
      added.parent = from;
    }
    added.tick = static_cast<std::int64_t>(commits_.size()) + 1;
    labels[branch].revision = {id, added.tree};
    commits_[id] = std::move(added);
    return id;
  }

  // Points a label at a commit.
  void point(const std::string& label, const std::string& id) {
    labels[label].revision = {id, commits_.at(id).tree};
  }

  Result<source::Resolved> resolve(const Label& label) const override {
    auto found = labels.find(label.text());
    if (found == labels.end()) {
      found = std::find_if(labels.begin(), labels.end(), [&](const auto& one) {
        return !one.second.ref.empty() && one.second.ref == label.text();
      });
    }
    if (found == labels.end()) {
      return fail(ErrorCode::not_found, "no such label: " + label.text());
    }
    return found->second;
  }

  Result<source::Revision> revision(std::string_view id) const override {
    const auto found = commits_.find(std::string(id));
    if (found == commits_.end()) {
      return fail(ErrorCode::not_found, "no such commit: " + std::string(id));
    }
    return source::Revision{found->first, found->second.tree};
  }

  Result<std::optional<std::string>> first_parent(std::string_view id) const override {
    const std::string& parent = commits_.at(std::string(id)).parent;
    return parent.empty() ? std::optional<std::string>() : std::optional<std::string>(parent);
  }

  // The number of the commit: one that changed the path.
  Result<std::int64_t> last_change(std::string_view id, std::string_view path) const override {
    const Commit* commit = &commits_.at(std::string(id));
    const std::string content = content_of(*commit, path);
    while (!commit->parent.empty() && content_of(commits_.at(commit->parent), path) == content) {
      commit = &commits_.at(commit->parent);
    }
    return commit->tick;
  }

  std::map<std::string, source::Resolved> labels;

 private:
  struct Commit {
    std::shared_ptr<const MemoryTree> tree;
    std::string parent;  // "" for a root
    std::int64_t tick = 0;
  };

  static std::string content_of(const Commit& commit, std::string_view path) {
    const auto file = commit.tree->find(path);
    return file && *file ? "=" + (*file)->content_id : "";
  }

  std::map<std::string, Commit> commits_;
};

}  // namespace cairn::testing

// See announced_changes.hpp.
#include "service/announced_changes.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "cairn/label.hpp"
#include "resolve/affected.hpp"

namespace cairn::service {
namespace {

using Tree = std::shared_ptr<const source::FileTree>;

bool same_properties(const Properties& a, const Properties& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Property& one, const Property& other) {
                      return one.key == other.key && one.value == other.value;
                    });
}

bool same_documents(const format::ParsedFile& a, const format::ParsedFile& b) {
  return std::equal(a.documents.begin(), a.documents.end(), b.documents.begin(), b.documents.end(),
                    [](const auto& one, const auto& other) {
                      return one == other || same_properties(*one, *other);
                    });
}

// A file that cannot be used, or that there was not, is another one.
bool says_something_else(const source::FileTree& before, const source::FileTree& after,
                         const std::string& path, catalog::Documents& documents) {
  if (!catalog::kind_of(path)) {
    return false;
  }
  const auto then = documents.get(before, path);
  const auto now = documents.get(after, path);
  return !then || !now || *then == nullptr || *now == nullptr || !same_documents(**then, **now);
}

// What the label led to, or what it takes the place of; null when that cannot be read.
Tree tree_before(const source::Snapshot& before, const source::MovedLabel& moved,
                 const std::string& default_label) {
  if (!moved.before.empty()) {
    const auto revision = before.revision(moved.before);
    return revision ? revision->tree : nullptr;
  }
  const auto label = Label::parse(default_label);
  if (!label) {
    return nullptr;
  }
  const auto resolved = before.resolve(*label);
  return resolved ? resolved->revision.tree : nullptr;
}

resolve::Affected affected_by(const source::Snapshot& after, const source::MovedLabel& moved,
                              const Tree& then, const resolve::ApplicationPaths& paths,
                              resolve::ImportIndex& imports, catalog::Documents& documents) {
  const auto now = after.revision(moved.after);
  if (then == nullptr || !now) {
    return {true, {}};
  }
  return resolve::affected_by(*then, *now->tree, paths, imports, {}, [&](const std::string& path) {
    return says_something_else(*then, *now->tree, path, documents);
  });
}

}  // namespace

std::vector<LabelChange> announced_changes(const source::Snapshot& before,
                                           const source::Snapshot& after,
                                           const source::FetchReport& report,
                                           const resolve::ApplicationPaths& paths,
                                           resolve::ImportIndex& imports,
                                           const std::string& default_label,
                                           catalog::Documents& documents) {
  std::vector<LabelChange> changes;
  for (const source::MovedLabel& moved : report.moved) {
    if (moved.after.empty()) {
      continue;
    }
    if (changes.size() == labels_told_max) {
      changes.push_back({"", "", moved.after, {true, {}}});
      break;
    }
    changes.push_back({moved.label, moved.before, moved.after,
                       affected_by(after, moved, tree_before(before, moved, default_label), paths,
                                   imports, documents)});
  }
  return changes;
}

}  // namespace cairn::service

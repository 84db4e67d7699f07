// From labels that moved to applications.
#include "service/changes.hpp"

#include <algorithm>

#include "resolve/affected.hpp"

namespace cairn::service {
namespace {

LabelChange change_of(const source::MovedLabel& moved) {
  return LabelChange{moved.label, moved.before, moved.after, {true, {}}};
}

std::size_t told(const source::FetchReport& report) {
  return std::min(report.moved.size(), labels_told_max);
}

}  // namespace

std::vector<LabelChange> changes_of(const source::Snapshot& before, const source::Snapshot& after,
                                    const source::FetchReport& report,
                                    const resolve::ApplicationPaths& paths,
                                    resolve::ImportIndex& imports) {
  std::vector<LabelChange> changes;
  for (std::size_t i = 0; i < told(report); ++i) {
    LabelChange change = change_of(report.moved[i]);
    if (!change.before.empty() && !change.after.empty()) {
      const auto then = before.revision(change.before);
      const auto now = after.revision(change.after);
      if (then && now) {
        change.affected = resolve::affected_by(*then->tree, *now->tree, paths, imports);
      }
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

std::vector<LabelChange> first_changes(const source::FetchReport& report) {
  std::vector<LabelChange> changes;
  for (std::size_t i = 0; i < told(report); ++i) {
    changes.push_back(change_of(report.moved[i]));
  }
  return changes;
}

}  // namespace cairn::service

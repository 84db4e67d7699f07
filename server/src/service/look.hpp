// Look: words about looking at a remote: why, and what became of it.
//
// Thread-safety: plain values; a LookInProgress is guarded by its refresher.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "resolve/application_paths.hpp"

namespace cairn::service {

using SteadyTime = std::chrono::steady_clock::time_point;

// Why a look at the remotes is wanted; it decides whether one is needed.
enum class LookReason {
  read,           // request freshness: before an answer, as often as the refresh rate says
  unknown_label,  // background freshness: perhaps it was pushed a moment ago; once a second at most
  damaged,        // as that, and at once the first time: what is stored cannot be read
  first_fetch,    // nothing was ever fetched
  rested,         // background freshness: it was looked at less often while nobody read it
  asked,          // an operator or webhook; a positive refresh rate still holds
  forced,         // an operator who means it
};

// A label that a look moved, and whom that concerns.
struct LabelChange {
  std::string label;   // "" of directories, which have one state
  std::string before;  // "" for a new one
  std::string after;   // "" for one that is gone
  resolve::Affected affected;
  bool pinned = false;  // so what is served did not move, and nobody is affected
};

// What a look that somebody asked for found in one repository.
struct RepositoryLook {
  std::string id;
  std::string error;                 // "" on success
  std::size_t moved = 0;             // labels
  std::vector<LabelChange> changes;  // of the first labels_told_max of them
};

constexpr std::size_t labels_told_max = 100;  // of one repository

// What became of a look. `looked` is false when none was needed.
struct Look {
  bool looked = false;
  bool in_time = true;  // false: the deadline passed first; the look goes on
  std::string error;    // of the first repository that failed; "" on success
  std::size_t moved_labels = 0;
  std::size_t succeeded = 0;  // repositories
  std::size_t failed = 0;
  // Each repository that was looked at, when an operator asked; else none.
  std::vector<RepositoryLook> repositories;
};

// One call: done when the last of its repositories was looked at, or at its deadline.
struct LookInProgress {
  LookReason reason = LookReason::read;
  std::function<void(const Look&)> done;
  SteadyTime deadline;
  std::size_t left = 0;  // repositories
  bool finished = false;
  Look outcome;

  [[nodiscard]] bool wants_changes() const {
    return reason == LookReason::asked || reason == LookReason::forced;
  }
};

}  // namespace cairn::service

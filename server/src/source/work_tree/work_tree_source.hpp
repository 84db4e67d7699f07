// WorkTreeSource: a Git repository with a work tree on this machine, which Spring serves in place
// (a `file:` address). It is never touched: no checkout, no reset, no merge, no lock.
//
// The repository is mirrored as any other, and so is its "origin" if it has one; labels lead to
// commits of the mirrors, and the label that HEAD names to the files of the work tree as they are:
// see WorkTreeSnapshot. A detached HEAD names no label: then all labels are as committed. A state
// of the work tree is published under the rules of Scanner and WorkTree.
//
// An origin that cannot be reached is logged and changes nothing, and is asked less and less often,
// once a minute in the end, so that edits need not wait for it. The repository itself must be
// readable. Which origin there is, is read once.
//
// Thread-safety: current() from any thread; fetch() from one at a time, others wait.
// Ownership: the mirrors' directories, as GitSource. Snapshots stay valid when the source is gone.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/log.hpp"
#include "source/directory/change_watch.hpp"
#include "source/git/git_source.hpp"
#include "source/source.hpp"
#include "source/work_tree/work_tree.hpp"
#include "source/work_tree/work_tree_snapshot.hpp"

namespace cairn::source::work_tree {

class WorkTreeSource final : public Source {
 public:
  struct Options {
    std::string path;  // of the work tree
    // Where its mirror is and how the origin is reached; `remote.uri` is not looked at. The mirror
    // and the state file of the origin are beside these, with "-origin" at the end.
    git::GitSource::Options git;
    // Limits and times; not the directories and the names of contents.
    directory::Scanner::Options scanner;
    directory::ChangeWatch::Options watch;
    std::function<std::chrono::steady_clock::time_point()> now;  // default: the steady clock
  };

  // Whether there is a work tree at this path (see git_directory_of): what is no work tree, or has
  // no files of its own, is served by GitSource.
  [[nodiscard]] static bool is_work_tree(const std::string& path) {
    return git_directory_of(path).has_value();
  }

  // Takes over the mirrors without looking at anything else. Where the work tree is gone, what the
  // mirrors have is served. Errors: as GitSource::open; failed_precondition when the repository's
  // configuration cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<WorkTreeSource>> open(Options options);

  [[nodiscard]] std::shared_ptr<const Snapshot> current() const override;
  [[nodiscard]] std::int64_t last_success_before() const override {
    return own_->last_success_before();
  }
  [[nodiscard]] Result<FetchReport> fetch(std::stop_token stop) override;
  void tidy(std::stop_token stop) override;
  [[nodiscard]] Kind kind() const override { return Kind::work_tree; }
  [[nodiscard]] Result<void> keep(const std::set<std::string>& commits) override;
  [[nodiscard]] std::string origin_error() const override;
  void on_hint(const std::function<void()>& changed) override;

 private:
  WorkTreeSource(Options options, std::unique_ptr<git::GitSource> own,
                 std::unique_ptr<git::GitSource> origin);

  void fetch_origin(const std::stop_token& stop);
  void note_moved(const FetchReport& report);
  [[nodiscard]] Result<std::optional<Edits>> edits_of(const WorkTree::Look& look);
  [[nodiscard]] FetchReport publish(WorkTreeSnapshot::Parts parts);
  void watch(const WorkTree::Look& look);

  const Options options_;
  const base::Log log_{"source.directory"};
  const std::unique_ptr<git::GitSource> own_;
  const std::unique_ptr<git::GitSource> origin_;  // null if there is none
  const std::shared_ptr<KnownHistories> histories_;

  std::mutex fetching_;
  WorkTree work_tree_;  // Guarded by fetching_, with all up to watch_.
  std::shared_ptr<const directory::State>
      compared_state_;  // what edits_ was made of, with the next
  std::string compared_commit_;
  std::string compared_branch_;
  std::optional<Edits> edits_;
  std::set<std::string> moved_;   // labels that moved in a mirror since the last publication
  unsigned origin_failures_ = 0;  // in a row
  std::chrono::steady_clock::time_point origin_not_before_;
  std::shared_ptr<const directory::State> watched_;
  std::unique_ptr<directory::ChangeWatch> watch_;  // null: nobody wants hints

  mutable std::mutex mutex_;
  // Written with both mutexes held: whoever fetches may read it with fetching_ alone.
  std::shared_ptr<const WorkTreeSnapshot> snapshot_;
  std::string origin_failure_;  // told once; "" when it was reached
};

}  // namespace cairn::source::work_tree

// GitSource: a remote Git repository, mirrored on disk and served from there.
//
// A look at the remote is one `git ls-remote`; what moved is fetched by the git program into a bare
// mirror, checked, pinned, written to a state file and then published as a new snapshot: what
// cannot be written down is not published, so that a restart never serves an older state than was
// seen. A commit beyond a limit is refused: its label stays where it was, and tells. Whatever
// happens to the remote, the last good snapshot goes on being served, also after a restart.
//
// Thread-safety: current() from any thread; fetch() from one at a time, others wait.
// Ownership: the mirror's directory belongs to one GitSource of one process. Snapshots stay valid
// and readable after the source is gone. Cost: a look at an unchanged local remote is about 5 ms.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/log.hpp"
#include "source/git/advance.hpp"
#include "source/git/git_snapshot.hpp"
#include "source/git/mirror.hpp"
#include "source/git/object_store.hpp"
#include "source/git/remote.hpp"
#include "source/source.hpp"

namespace cairn::source::git {

class GitSource final : public Source {
 public:
  struct Options {
    std::string mirror_directory;  // made with mode 0700; locked
    std::string state_file;        // its directory must exist
    Remote::Options remote;
    bool delete_untracked_branches =
        false;  // branches that the remote deleted are no longer served
    // But these are, whatever happens: a default branch that is gone is a fault, not a wish.
    std::set<std::string> kept_branches = {};
    std::size_t file_bytes_max = 16U * 1024 * 1024;
    TreeLimits trees;                  // a commit beyond them is refused
    std::size_t refs_max = 50'000;     // branches and tags of a remote; more are refused
    std::size_t history_max = 20'000;  // commits that last_change() looks at
    // How long commits that no label leads to stay readable by their ids, at least: longer than any
    // read takes, and long enough to notice that somebody still asks for one.
    std::chrono::seconds unreachable_kept{3600};
  };

  // Takes over the mirror and what the state file says of it, without looking at the remote.
  // Of a damaged mirror what can still be read is served; the next fetch mends it. Errors:
  // failed_precondition when the mirror is in use or not ours alone; internal.
  [[nodiscard]] static Result<std::unique_ptr<GitSource>> open(Options options);

  [[nodiscard]] std::shared_ptr<const Snapshot> current() const override { return snapshot(); }
  // What current() gives, with what only Git can answer.
  [[nodiscard]] std::shared_ptr<const GitSnapshot> snapshot() const;
  [[nodiscard]] std::int64_t last_success_before() const override { return last_success_before_; }
  [[nodiscard]] Result<FetchReport> fetch(std::stop_token stop) override;
  // Joins the packs of many fetches, and drops what nothing leads to any more.
  void tidy(std::stop_token stop) override;
  [[nodiscard]] Result<void> keep(const std::set<std::string>& commits) override;
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> not_before() const override {
    return remote_.not_before();
  }

 private:
  GitSource(Options options, std::unique_ptr<Mirror> mirror);

  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> take_over(Labels labels);
  [[nodiscard]] Result<Refs> look(std::string& listing, const std::stop_token& stop);
  // What was wanted, and the mirror's own refs after it came.
  struct Arrived {
    Refs refs;
    Refs own;
  };
  [[nodiscard]] Result<Arrived> transfer(const std::string& repository, const Refs& wanted,
                                         const std::stop_token& stop);
  [[nodiscard]] bool wants_rebuild() const;
  [[nodiscard]] Result<FetchReport> update(const Refs& refs, const std::stop_token& stop);
  [[nodiscard]] Result<FetchReport> rebuild(const Refs& refs, const std::stop_token& stop);
  // `own` are the mirror's own refs, if they were read since a fetch last wrote them.
  [[nodiscard]] Result<void> pin_all(const std::string& repository, const Labels& labels,
                                     std::optional<Refs> own);
  // With refs_ held: the commits of labels, and those to be kept beside them.
  [[nodiscard]] std::set<std::string> wanted_pins(const Labels& labels) const;
  void carry_kept(const std::string& repository, const ObjectStore& store);
  [[nodiscard]] AdvanceRules rules() const;
  void clean_up();
  void publish(Labels labels);
  // Writes labels down, so that a restart serves them. Errors: internal; told in the log as well.
  [[nodiscard]] Result<void> save(const Labels& labels);
  void note_success() const;
  void name_authors(FetchReport& report) const;
  void log_moved(const FetchReport& report) const;
  void log_refused(const std::vector<Refused>& refused) const;

  const Options options_;
  const base::Log log_{"source.git"};
  const std::unique_ptr<Mirror> mirror_;
  Remote remote_;
  const std::string address_;  // as configured, without credentials
  const std::shared_ptr<ObjectStore> store_;
  std::int64_t last_success_before_ = 0;  // Set by load().

  std::mutex fetching_;
  std::string last_listing_;   // Guarded by fetching_: of the last look that succeeded.
  bool saved_ = true;          // Guarded by fetching_: the state file holds what is published.
  bool untidy_ = false;        // Guarded by fetching_: something arrived since tidy().
  int failed_fetches_ = 0;     // Guarded by fetching_: in a row, though the remote could be listed.
  bool ever_rebuilt_ = false;  // Guarded by fetching_, with the next.
  std::chrono::steady_clock::time_point last_rebuild_;

  std::mutex refs_;             // held while the mirror's own refs are written: never for long
  std::set<std::string> kept_;  // Guarded by refs_: commits that stay beside those of labels.

  // Written with both mutexes held: whoever fetches may read them with fetching_ alone.
  mutable std::mutex mutex_;
  std::shared_ptr<const Labels> labels_ = std::make_shared<const Labels>();
  std::shared_ptr<const GitSnapshot> snapshot_;
};

}  // namespace cairn::source::git

// DirectorySource: plain directories, as Spring's `native` back end serves them.
//
// There are no labels: every label leads to the one state, whose id is a digest of all paths and
// contents, equal wherever the same files are at the same paths. What label folders mean is for
// whoever walks the search locations. Files keep their absolute paths: see DirectoryTree.
//
// With KeptStates a state is written down before it is published, and is there again at the next
// start; those that were published before it are its history. What cannot be written down is not
// published, unless there is nothing else to serve.
//
// Contents up to a size are in memory with the state. Larger ones are read when asked for and
// compared with the digest: one that was changed since is an error, never other bytes.
//
// Thread-safety: current() from any thread; fetch() from one at a time, others wait.
// Ownership: snapshots stay valid when the source is gone. Cost: see Scanner.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/log.hpp"
#include "source/directory/change_watch.hpp"
#include "source/directory/directory_snapshot.hpp"
#include "source/directory/kept_states.hpp"
#include "source/directory/scanner.hpp"
#include "source/source.hpp"

namespace cairn::source::directory {

class DirectorySource final : public Source {
 public:
  struct Options {
    Scanner::Options scanner;  // which directories, and their limits
    ChangeWatch::Options watch;
  };

  // Shows at once what an earlier process kept; a null `kept` keeps nothing.
  explicit DirectorySource(Options options, std::unique_ptr<KeptStates> kept = nullptr);

  [[nodiscard]] std::shared_ptr<const Snapshot> current() const override;
  // Looks at the directories. Errors: as Scanner::look and KeptStates::save.
  [[nodiscard]] Result<FetchReport> fetch(std::stop_token stop) override;
  void tidy(std::stop_token stop) override;
  [[nodiscard]] std::int64_t last_success_before() const override {
    return kept_ == nullptr ? 0 : kept_->last_success();
  }
  void on_hint(const std::function<void()>& changed) override;
  [[nodiscard]] Kind kind() const override { return Kind::directory; }

 private:
  void tell_left_out();
  void watch(const State& state);
  [[nodiscard]] Result<void> save(const std::shared_ptr<const State>& state);
  void publish(const std::shared_ptr<const State>& state);

  const Options options_;
  const base::Log log_{"source.directory"};

  std::mutex fetching_;
  Scanner scanner_;                         // Guarded by fetching_, with all up to watch_.
  const std::unique_ptr<KeptStates> kept_;  // null: nothing is kept
  const std::shared_ptr<EarlierTrees> earlier_;
  bool saved_ = true;  // what is published is kept, or nothing is to be
  std::string told_unsaved_;
  std::shared_ptr<const State> published_;  // what snapshot_ shows; null at first
  std::shared_ptr<const State> watched_;    // whose directories are watched
  std::string told_left_out_;
  std::unique_ptr<ChangeWatch> watch_;  // null: nobody wants hints

  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;  // Guarded by mutex_.
};

}  // namespace cairn::source::directory

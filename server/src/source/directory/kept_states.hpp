// KeptStates: what a source of directories published, on disk, for the next start: the last state,
// and earlier ones that a hold may go back to. It is all in one directory:
//
//   state, state.copy   a kept file (source/kept_file.hpp) with the states, the newest first:
//                       [{"id": "<of its content>", "record": "<digest>", "at": <Unix seconds>}]
//   objects/            their records and contents (kept_tree.hpp)
//
// Cost: of a change, a few files with what changed and the records on the way to it. On disk: the
// last state, and at most `earlier_bytes_max` and a sixteenth of that for what earlier ones had.
//
// Thread-safety: load() from any thread; the others from one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "cairn/result.hpp"
#include "source/directory/kept_objects.hpp"
#include "source/directory/kept_tree.hpp"
#include "source/directory/scanner.hpp"

namespace cairn::source::directory {

// One published state. Each id is there once: what came back counts as new.
struct KeptState {
  std::string id;
  std::string record;
  std::int64_t at = 0;  // Unix seconds when it was published

  friend bool operator==(const KeptState&, const KeptState&) = default;
};

// Newest first.
using KeptList = std::vector<KeptState>;

class KeptStates {
 public:
  struct Options {
    std::string directory;
    std::string address;            // whose states they are: others are never served
    std::size_t earlier_max = 100;  // states besides the last one
    std::uint64_t earlier_bytes_max = 256U * 1024 * 1024;
    std::size_t file_bytes_max = 16U * 1024 * 1024;
    std::size_t depth_max = 100;
  };

  // What was kept by an earlier process. A state file that cannot be used is set aside and told.
  // Errors: failed_precondition when a newer server wrote it, or others may write here; internal.
  [[nodiscard]] static Result<std::unique_ptr<KeptStates>> open(Options options);

  [[nodiscard]] std::shared_ptr<const KeptList> list() const { return list_; }
  // Unix seconds of the last look that succeeded, as far as an earlier process knew; 0 for never.
  [[nodiscard]] std::int64_t last_success() const { return last_success_; }

  // The last state as it was kept; null when there is none. What is damaged is told once and
  // forgotten, so that nothing older is taken for the last state.
  [[nodiscard]] std::shared_ptr<const State> take_last();

  // Reads states of the list; it may outlive this.
  [[nodiscard]] const std::shared_ptr<const KeptTreeReader>& reader() const { return reader_; }

  // Makes this the last state: after that a restart has it, whatever happens to the machine.
  // Errors: unavailable when files changed under it; internal. Then the last state is what it was.
  [[nodiscard]] Result<void> save(const std::shared_ptr<const State>& state, std::int64_t now);

  // Notes that the last state was seen to be the newest just now.
  void note_success() const;

  // Once after the start: reads the last state back, and writes anew what is damaged of it. Then,
  // when enough came, deletes what no state needs. May take long.
  void tidy();

 private:
  explicit KeptStates(Options options);

  [[nodiscard]] Result<void> load();
  [[nodiscard]] Result<void> write_list(KeptList list);
  void mend();
  [[nodiscard]] Result<KeptList> list_worth_keeping(KeptContents& wanted) const;
  void sweep();

  const Options options_;
  const base::Log log_{"source.directory"};
  const std::string state_file_;
  const std::shared_ptr<KeptObjects> objects_;
  const std::shared_ptr<const KeptTreeReader> reader_;
  KeptTreeWriter writer_;
  std::shared_ptr<const KeptList> list_;  // never null
  std::shared_ptr<const State> saved_;    // what this process saved last
  std::int64_t last_success_ = 0;
  bool complete_ = true;  // the files say what list_ says
  bool checked_ = false;  // mend() was here
  std::uint64_t bytes_since_sweep_ = 0;
};

}  // namespace cairn::source::directory

// Scanner: looks at directories until two scans in a row saw the same, and remembers what it was.
//
// What two equal scans saw was all there at one moment between them: nobody can set back the times
// that they compare. So a state is never half of an edit that was made in one step, as a swapped
// link, and is half of another only if it rested for as long as the pause.
//
// A directory below another one is part of it, and is scanned by itself only where a symbolic link
// leads to it. One that is not there is empty; one that was there and is gone is an error, so that
// a volume that is lost for a moment takes nothing with it.
//
// Thread-safety: one thread at a time. Cost: one scan when nothing changed; else two and the pause.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "source/directory/root_tree.hpp"
#include "source/directory/scan.hpp"

namespace cairn::source::directory {

// What was found, by root, sorted by path. Never changes.
struct State {
  std::vector<Root> roots;
  std::string content_id;  // a digest of paths and contents
};

// A digest of the paths and contents of roots.
[[nodiscard]] std::string content_id_of(const std::vector<Root>& roots);

// Whether readers of one see what readers of the other see, from files that are still there. Times
// may differ; a root that was replaced by its like would not let the old one be read for long.
[[nodiscard]] bool serves_the_same(const State& a, const State& b);

// The paths of at most `count_max` directories of a state, roots first: what to watch.
[[nodiscard]] std::vector<std::string> directories_of(const State& state, std::size_t count_max);

class Scanner {
 public:
  struct Options {
    std::vector<std::string> directories;  // absolute; others are taken from the working directory
    ScanLimits limits;
    std::chrono::milliseconds settle_pause{50};
    int rounds_max = 20;  // scans for one look; what changes longer than that is not published
    std::function<std::string(std::string_view)> content_id;  // default: SHA-256
    std::function<std::int64_t()> wall_clock_ns;              // since 1970; default: the system's
    // Waits, or less when stopped. Default: really.
    std::function<void(std::chrono::milliseconds, const std::stop_token&)> pause;
  };

  explicit Scanner(Options options);

  // The state that two scans agree on; the one given before if nothing changed.
  // Errors: unavailable (it does not come to rest, a directory is gone, stopped),
  // failed_precondition beyond a limit or for a directory that may not be read, internal.
  [[nodiscard]] Result<std::shared_ptr<const State>> look(const std::stop_token& stop);

  // The roots that this state has were there: one that is gone is an error from the first look on.
  void expect(std::shared_ptr<const State> state) { expected_ = std::move(state); }

  [[nodiscard]] const std::shared_ptr<const ScanOptions>& scan_options() const { return scan_; }
  // What the last look had to leave out: see Scan::left_out().
  [[nodiscard]] const std::string& left_out() const { return left_out_; }

 private:
  struct Pass {
    std::shared_ptr<const State> state;
    std::int64_t began_ns = 0;
    std::string unsettled;  // see Scan
  };

  [[nodiscard]] Result<Pass> pass(const Pass& before, const std::stop_token& stop);
  [[nodiscard]] Result<Root> scan_root(Scan& scan, const std::string& path,
                                       const State* before) const;

  const Options options_;
  const std::shared_ptr<const ScanOptions> scan_;
  std::shared_ptr<const State> expected_;  // until a look succeeds; may be null
  Pass settled_;  // the last one that two scans agreed on; without a state at first
  std::string left_out_;
};

// The options with what they leave out: absolute sorted directories, the system's clock, a pause.
[[nodiscard]] Scanner::Options with_defaults(Scanner::Options options);

// The absolute path without "." and "..", double slashes and a slash at the end.
[[nodiscard]] std::string normal_path(const std::string& path);

}  // namespace cairn::source::directory

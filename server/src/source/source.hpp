// Source: one back end that configuration comes from. It keeps the last good state of its remote
// and replaces it as a whole when a look at the remote found a newer one.
//
// Thread-safety: current() from any thread; fetch() from one thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "source/file_tree.hpp"

namespace cairn::source {

// A label that a fetch moved. An empty `before` is a new label, an empty `after` one that went
// away. `label` is empty where there are no labels: a directory has one state.
struct MovedLabel {
  std::string label;
  std::string before;
  std::string after;
  std::string author = {};  // of `after`, as "name <address>"; "" where nobody is named
};

constexpr std::size_t authors_told_max = 100;

struct FetchReport {
  bool changed = false;           // current() is another one than before
  std::vector<MovedLabel> moved;  // what changed; authors of the first authors_told_max
};

// What kind of thing a source reads.
enum class Kind { git, directory, work_tree };

class Source {
 public:
  virtual ~Source() = default;

  // The last good state; null while nothing was ever fetched.
  [[nodiscard]] virtual std::shared_ptr<const Snapshot> current() const = 0;

  // Unix seconds of the last look that succeeded before this process began; 0 when not known.
  [[nodiscard]] virtual std::int64_t last_success_before() const { return 0; }

  // Looks at the remote and takes over what is new. Blocks, up to the source's own deadlines.
  // Errors: unavailable (unreachable, refused, too slow, stopped), not_found (there is no such
  // repository), failed_precondition (what it offers cannot be used), internal. After an error
  // current() is what it was.
  [[nodiscard]] virtual Result<FetchReport> fetch(std::stop_token stop) = 0;

  // What can wait until readers have what fetch() brought: call after a fetch() that succeeded,
  // before the next one, on the same terms. May take minutes.
  // NOLINTNEXTLINE(performance-unnecessary-value-param): those that do something keep it
  virtual void tidy(std::stop_token /*stop*/) {}
  [[nodiscard]] virtual Kind kind() const { return Kind::git; }

  // From now on exactly these commits stay readable besides those of labels, also when their remote
  // has them no more. May be called during a fetch(), from one thread at a time; touches the disk.
  // Errors: failed_precondition where there are no commits; internal.
  [[nodiscard]] virtual Result<void> keep(const std::set<std::string>& commits) {
    return commits.empty() ? Result<void>()
                           : fail(ErrorCode::failed_precondition, "there are no commits here");
  }

  // What else could not be reached in the last look, though it succeeded; "" for nothing.
  [[nodiscard]] virtual std::string origin_error() const { return {}; }

  // When the remote wants to be looked at again, if it refused the last look and said so. For the
  // thread that called fetch().
  [[nodiscard]] virtual std::optional<std::chrono::steady_clock::time_point> not_before() const {
    return std::nullopt;
  }

  // From now on `changed` is called when a look is likely to find something new, by sources that
  // can tell: on a thread of the source, until it is destroyed, and never within a call of it. Only
  // a hint: looks by interval are needed all the same. Call once, before the first fetch().
  virtual void on_hint(const std::function<void()>& changed) { (void)changed; }  // Cannot tell.
};

}  // namespace cairn::source

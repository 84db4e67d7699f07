// Waiting, polling, backing off.
#include "client/pace.hpp"

#include <algorithm>
#include <utility>

namespace cairn::client {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds wait_limit{3600};
// An answer that comes sooner was not waited for.
constexpr milliseconds at_once{500};
// So many in a row are taken as they come; then servers contradict each other, or a tag does not
// mean what it should.
constexpr std::size_t hasty_max = 4;
constexpr milliseconds hasty_pause_max{30'000};
// A request that failed after this time had been held.
constexpr milliseconds was_held{2'000};
// So many held to their end make the wait longer again.
constexpr std::size_t held_enough = 20;

milliseconds doubled(milliseconds first, std::size_t times, milliseconds max) {
  milliseconds pause = std::min(first, max);
  for (std::size_t i = 0; i < times && pause < max; ++i) {
    pause = std::min(pause * 2, max);
  }
  return pause;
}

}  // namespace

Pace::Pace(const LiveOptions& options, std::function<double()> random)
    : wait_max_(std::clamp(options.wait, seconds(0), wait_limit)),
      poll_interval_(options.poll_interval),
      back_off_min_(options.back_off_min),
      back_off_max_(std::max(options.back_off_max, options.back_off_min)),
      random_(std::move(random)) {
  // An override file has to be looked for meanwhile.
  if (!options.load.override_file.file.empty()) {
    wait_max_ =
        std::min(wait_max_, std::max(std::chrono::ceil<seconds>(poll_interval_), seconds(1)));
  }
  wait_ = wait_max_;
}

// Between a half and all.
Pace::Milliseconds Pace::part_of(Milliseconds whole) {
  return Milliseconds(
      static_cast<Milliseconds::rep>(static_cast<double>(whole.count()) * (0.5 + random_() / 2)));
}

Pace::Step Pace::poll() {
  hasty_ = 0;
  const double around = 0.9 + random_() / 5;
  return {Milliseconds(
              static_cast<Milliseconds::rep>(static_cast<double>(poll_interval_.count()) * around)),
          wait_, true};
}

Pace::Step Pace::after_answer(const Answered& answered) {
  failures_ = 0;
  const bool to_its_end = answered.unchanged && answered.took >= wait_ / 2;
  if (!answered.tagged || wait_.count() == 0 ||
      (answered.asked && !answered.waited && !to_its_end)) {
    return poll();
  }
  if (answered.asked && to_its_end && ++held_ >= held_enough) {
    held_ = 0;
    wait_ = std::min(wait_ * 2, wait_max_);
  }
  hasty_ = answered.took < at_once ? hasty_ + 1 : 0;
  if (hasty_ <= hasty_max) {
    return {Milliseconds(0), wait_};
  }
  return {part_of(doubled(back_off_min_, hasty_ - hasty_max - 1, hasty_pause_max)), wait_};
}

Pace::Step Pace::after_failure(bool asked, Milliseconds took) {
  hasty_ = 0;
  held_ = 0;
  // Something between cut a request that was quiet for too long, perhaps.
  if (asked && took >= was_held && wait_.count() > 1) {
    // Clearly below that time: servers look at theirs from second to second.
    wait_ = std::max(std::min(wait_ / 2, std::chrono::floor<seconds>(took * 3 / 4)), seconds(1));
  }
  return {part_of(doubled(back_off_min_, failures_++, back_off_max_)), wait_};
}

}  // namespace cairn::client

// Labels that an operator pins: kept, written down, then published and told, in this order, so that
// what was promised once is served after any restart.
#include <algorithm>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "catalog/pinned_snapshot.hpp"
#include "service/pin_file.hpp"
#include "service/refresher.hpp"
#include "service/unix_time.hpp"

namespace cairn::service {
namespace {

constexpr std::size_t pins_max = 100;  // of one repository
constexpr std::size_t commit_digits = 40;

// The full name of what is pinned.
Result<std::string> ref_of(const source::Snapshot& snapshot, const source::Pins& pins,
                           const std::string& name) {
  const auto label = Label::from_name(name);
  const auto resolved =
      label ? snapshot.resolve(*label)
            : Result<source::Resolved>(fail(ErrorCode::not_found, "no label '" + name + "'"));
  if (resolved && resolved->exact) {
    return fail(ErrorCode::invalid_argument, "'" + name + "' is a commit id and no label");
  }
  if (resolved && resolved->ref.empty()) {
    return fail(ErrorCode::failed_precondition, "directories have no labels to pin");
  }
  if (resolved) {
    return resolved->ref;
  }
  // Its branch may be gone, and the pin be changed all the same.
  const auto pin = catalog::find_pin(pins, name);
  return pin == pins.end() ? Result<std::string>(fail(resolved.error())) : pin->first;
}

// The whole id of the commit.
Result<std::string> commit_of(const source::Snapshot& snapshot, const std::string& digits) {
  if (digits.size() == commit_digits) {
    const auto revision = snapshot.revision(digits);
    if (revision || revision.error().code != ErrorCode::not_found) {
      return revision ? Result<std::string>(revision->id) : fail(revision.error());
    }
  } else if (const auto label = Label::from_name(digits)) {
    const auto resolved = snapshot.resolve(*label);
    if (resolved && resolved->exact) {
      return resolved->revision.id;
    }
    if (!resolved && resolved.error().code != ErrorCode::not_found) {
      return fail(resolved.error());
    }
  }
  return fail(ErrorCode::failed_precondition,
              "the mirror has no commit " + digits + ", or several; a refresh may bring one");
}

}  // namespace

std::string id_without_pin(const source::Snapshot& snapshot, const std::string& ref) {
  const auto label = Label::from_name(ref);
  const auto resolved = label ? snapshot.resolve(*label)
                              : Result<source::Resolved>(fail(ErrorCode::not_found, "no label"));
  return resolved ? resolved->revision.id : std::string();
}

// The repository with this id. Without one: the only one with such a pin where a pin is asked for,
// else the only one with labels.
Result<Refresher::PinPlace> Refresher::pin_place(const std::optional<std::string>& repository,
                                                 const std::string& pinned_label) const {
  std::vector<PinPlace> places;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, slot] : slots_) {
      const bool has_labels = !slot->pins_file.empty() && slot->mirror != nullptr;
      const bool has_pin =
          pinned_label.empty() || catalog::find_pin(slot->pins, pinned_label) != slot->pins.end();
      if (repository ? id == *repository && slot->mirror != nullptr : has_labels && has_pin) {
        places.push_back({slot, slot->mirror, slot->mirror->source().current(), slot->pins});
      }
    }
  }
  if (places.size() > 1) {
    return fail(ErrorCode::invalid_argument, "there are several repositories: name one");
  }
  if (places.empty()) {
    return fail(ErrorCode::not_found, repository ? "there is no repository '" + *repository + "'"
                                      : pinned_label.empty()
                                          ? "there is no repository with labels"
                                          : "'" + pinned_label + "' is not pinned");
  }
  if (places.front().slot->pins_file.empty()) {
    return fail(ErrorCode::failed_precondition, "directories have no labels to pin");
  }
  if (places.front().snapshot == nullptr) {
    return fail(ErrorCode::failed_precondition,
                "nothing was ever fetched of '" + places.front().slot->id + "'");
  }
  return std::move(places.front());
}

Result<void> Refresher::set_pins(const PinPlace& place, source::Pins pins) {
  std::set<std::string> commits;
  for (const auto& [ref, pin] : pins) {
    commits.insert(pin->commit);
  }
  if (auto kept = place.mirror->source().keep(commits); !kept) {
    return fail(ErrorCode::internal, "keeping what is pinned: " + kept.error().text());
  }
  if (auto saved = save_pins(place.slot->pins_file, pins, place.slot->uri); !saved) {
    return fail(ErrorCode::internal, "writing down what is pinned: " + saved.error().text());
  }
  std::function<void(std::uint64_t)> published;
  PinsMove move{place.slot, nullptr, {}, pins};
  {
    const std::lock_guard lock(mutex_);
    const auto found = slots_.find(place.slot->id);
    if (found == slots_.end() || found->second != place.slot) {
      return fail(ErrorCode::unavailable, "the repository has just gone");
    }
    move.before = std::exchange(place.slot->pins, std::move(pins));
    move.snapshot = place.mirror->source().current();
    publish(true);
    published = published_;
  }
  wake_.notify_all();
  if (published) {
    published(generation());
  }
  tell_of_pins(move);
  return {};
}

Result<PinnedLabel> Refresher::pin(const PinRequest& request) {
  auto place = pin_place(request.repository, "");
  if (!place) {
    return fail(std::move(place).error());
  }
  const std::string label =
      request.label == "HEAD" ? place->slot->settings->default_label : request.label;
  auto ref = ref_of(*place->snapshot, place->pins, label);
  if (!ref) {
    return fail(std::move(ref).error());
  }
  auto commit = commit_of(*place->snapshot, request.commit);
  if (!commit) {
    return fail(std::move(commit).error());
  }
  source::Pins pins = place->pins;
  if (pins.count(*ref) == 0 && pins.size() >= pins_max) {
    return fail(ErrorCode::failed_precondition,
                "more than " + std::to_string(pins_max) + " labels of a repository are pinned");
  }
  const source::Pin pin{label, *std::move(commit), request.reason, unix_now(), request.until};
  pins[*ref] = std::make_shared<const source::Pin>(pin);
  if (auto done = set_pins(*place, std::move(pins)); !done) {
    return fail(std::move(done).error());
  }
  return PinnedLabel{place->slot->id, *ref, pin, id_without_pin(*place->snapshot, *ref)};
}

Result<PinnedLabel> Refresher::unpin(const UnpinRequest& request) {
  auto place = pin_place(request.repository, request.label);
  if (!place) {
    return fail(std::move(place).error());
  }
  const auto found = catalog::find_pin(place->pins, request.label);
  if (found == place->pins.end()) {
    return fail(ErrorCode::not_found, "'" + request.label + "' is not pinned");
  }
  const std::string ref = found->first;
  const source::Pin pin = *found->second;
  source::Pins pins = place->pins;
  pins.erase(ref);
  if (auto done = set_pins(*place, std::move(pins)); !done) {
    return fail(std::move(done).error());
  }
  return PinnedLabel{place->slot->id, ref, pin, id_without_pin(*place->snapshot, ref)};
}

// What is written down is left as it is: whoever reads it drops what is over.
std::vector<Refresher::PinsMove> Refresher::drop_pins_that_are_over() {
  const std::int64_t now = unix_now();
  std::vector<PinsMove> moves;
  for (const auto& [id, slot] : slots_) {
    source::Pins left;
    for (const auto& [ref, pin] : slot->pins) {
      if (!pin->is_over(now)) {
        left.emplace(ref, pin);
        continue;
      }
      base::audit("pin over", {{"repository", id}, {"label", pin->label}, {"commit", pin->commit}});
    }
    if (left.size() == slot->pins.size()) {
      continue;
    }
    const auto snapshot = slot->mirror ? slot->mirror->source().current() : nullptr;
    moves.push_back({slot, snapshot, std::exchange(slot->pins, left), left});
  }
  if (!moves.empty()) {
    publish(true);
  }
  return moves;
}

}  // namespace cairn::service

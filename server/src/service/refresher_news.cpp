// News for those who are not asking: what a look or a pin moved, once it is served.
#include <string>
#include <utility>
#include <vector>

#include "service/announced_changes.hpp"
#include "service/refresher.hpp"

namespace cairn::service {
namespace {

// The commit that a label leads to under these pins; "" if there is none.
std::string led_to(const source::Snapshot& snapshot, const source::Pins& pins,
                   const std::string& ref) {
  const auto pin = pins.find(ref);
  return pin == pins.end() ? id_without_pin(snapshot, ref) : pin->second->commit;
}

// The labels that these pins lead elsewhere than those, as they are written in them.
std::vector<source::MovedLabel> moved_by_pins(const source::Snapshot& snapshot,
                                              const source::Pins& before,
                                              const source::Pins& after) {
  source::Pins all = after;
  all.insert(before.begin(), before.end());
  std::vector<source::MovedLabel> moved;
  for (const auto& [ref, pin] : all) {
    std::string then = led_to(snapshot, before, ref);
    std::string now = led_to(snapshot, after, ref);
    if (then != now) {
      moved.push_back({pin->label, std::move(then), std::move(now)});
    }
  }
  return moved;
}

}  // namespace

ChangeNews Refresher::news_of(const RepositorySlot& slot, const source::Snapshot& before,
                              const source::Snapshot& after, const source::FetchReport& report) {
  ChangeNews news;
  news.uri = slot.uri;
  news.last_read = slot.contact->last_read();
  const auto paths = resolve::ApplicationPaths::of(*layout_, slot.id, *slot.settings);
  news.changes = announced_changes(before, after, report, paths, imports_,
                                   slot.settings->default_label, *documents_);
  return news;
}

void Refresher::tell_of(const RepositorySlot& slot, const source::Snapshot& before,
                        const source::Snapshot& after, const source::FetchReport& report) {
  ChangeNews news = news_of(slot, before, after, report);
  mark_pinned(slot, news.changes);
  options_.changed(news);
}

void Refresher::tell_of_pins(const PinsMove& move) {
  if (!options_.changed || move.snapshot == nullptr) {
    return;
  }
  const source::FetchReport report{true, moved_by_pins(*move.snapshot, move.before, move.after)};
  ChangeNews news = news_of(*move.slot, *move.snapshot, *move.snapshot, report);
  news.here_alone = true;
  options_.changed(news);
}

}  // namespace cairn::service

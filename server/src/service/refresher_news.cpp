// News for those who are not asking: what a look moved, once it is served.
#include <utility>

#include "service/announced_changes.hpp"
#include "service/refresher.hpp"

namespace cairn::service {

void Refresher::tell_of(const RepositorySlot& slot, const source::Snapshot& before,
                        const source::Snapshot& after, const source::FetchReport& report) {
  ChangeNews news;
  news.uri = slot.uri;
  news.last_read = slot.contact->last_read();
  const auto paths = resolve::ApplicationPaths::of(*layout_, slot.id, *slot.settings);
  news.changes = announced_changes(before, after, report, paths, imports_,
                                   slot.settings->default_label, *documents_);
  mark_pinned(slot, news.changes);
  options_.changed(news);
}

}  // namespace cairn::service

// What operators watch of the service.
#include "service/local_config_service.hpp"

namespace cairn::service {
namespace {

Figure gauge(std::string_view name, std::string_view help, double value) {
  return {name, help, false, {}, value};
}

// The figures of one name, one for each repository.
template <typename ValueOf>
void add(std::vector<Figure>& all, std::string_view name, std::string_view help, bool counter,
         const std::vector<Refresher::Numbers>& repositories, const ValueOf& value_of) {
  for (const Refresher::Numbers& one : repositories) {
    all.push_back({name, help, counter, one.id, static_cast<double>(value_of(one))});
  }
}

}  // namespace

std::vector<Figure> LocalConfigService::figures() const {
  using Numbers = Refresher::Numbers;
  const auto repositories = refresher_->numbers();
  std::vector<Figure> all{
      gauge("cairn_catalog_generation",
            "publications that may have changed answers, since the start",
            static_cast<double>(refresher_->generation())),
      gauge("cairn_stale_since_timestamp_seconds",
            "oldest last success of a repository that is late, in Unix seconds; 0: none is",
            static_cast<double>(refresher_->stale_since())),
      gauge("cairn_watched_answers", "answers that somebody waits for a change of",
            static_cast<double>(hub_.waiting())),
      gauge("cairn_watchers", "clients that wait for a change, and event streams that are open",
            static_cast<double>(watch_counters_.waiting + watch_counters_.streams)),
      {"cairn_watchers_woken_total",
       "clients that were woken by a change",
       true,
       {},
       static_cast<double>(watch_counters_.woken)},
      {"cairn_watchers_woken_in_vain_total",
       "of these, who had nothing new to be told",
       true,
       {},
       static_cast<double>(watch_counters_.useless)},
      {"cairn_streams_cut_off_total",
       "event streams closed because nobody read them",
       true,
       {},
       static_cast<double>(watch_counters_.cut_off)},
      gauge("cairn_documents_bytes", "memory for parsed files",
            static_cast<double>(refresher_->catalog()->documents->bytes())),
  };
  add(all, "cairn_repository_last_success_timestamp_seconds",
      "last look at the remote that succeeded, in Unix seconds; 0: never", false, repositories,
      [](const Numbers& one) { return one.last_success_unix; });
  add(all, "cairn_repository_looks_total", "looks at the remote", true, repositories,
      [](const Numbers& one) { return one.looks; });
  add(all, "cairn_repository_failed_looks_total", "looks at the remote that failed", true,
      repositories, [](const Numbers& one) { return one.failed_looks; });
  add(all, "cairn_repository_look_seconds_total", "time that looks took", true, repositories,
      [](const Numbers& one) { return std::chrono::duration<double>(one.time_of_looks).count(); });
  add(all, "cairn_repository_moved_labels_total", "labels that looks found moved", true,
      repositories, [](const Numbers& one) { return one.moved_labels; });
  add(all, "cairn_repository_up", "whether the last look succeeded", false, repositories,
      [](const Numbers& one) { return one.up ? 1 : 0; });
  add(all, "cairn_repository_pins", "labels that are pinned to a commit", false, repositories,
      [](const Numbers& one) { return one.pins; });
  add(all, "cairn_repository_held_commits", "commits that answers are held back from", false,
      repositories, [this](const Numbers& one) { return held_in(one.id); });
  add(all, "cairn_repository_refused_commits",
      "commits that labels ought to lead to, of which nothing may be served", false, repositories,
      [](const Numbers& one) { return one.refused; });
  if (options_.announcer != nullptr) {
    const auto others = options_.announcer->figures();
    all.insert(all.end(), others.begin(), others.end());
  }
  return all;
}

}  // namespace cairn::service

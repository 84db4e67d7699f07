// The order of a fetch: list, transfer, check, pin, write down, publish.
#include "source/git/git_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "source/git/absence.hpp"
#include "source/git/state_file.hpp"

namespace cairn::source::git {
namespace {

// A remote may move between the list and the fetch; more often than this in a row it will not.
constexpr int rounds_max = 3;
// Damage that a new mirror does not mend is not a reason to fetch everything all the time.
constexpr std::chrono::minutes rebuild_interval_min(10);
// A remote that answers and still cannot be fetched from so often: the mirror may be at fault.
constexpr int failed_fetches_max = 3;
constexpr std::size_t labels_logged_max = 5;

bool any_live(const Labels& labels) {
  return std::any_of(labels.begin(), labels.end(), [](const auto& label) {
    return label.second.commit && !label.second.deleted;
  });
}

ObjectStore::Options store_options(const GitSource::Options& options, const Mirror& mirror) {
  ObjectStore::Options result;
  result.path = mirror.repository();
  result.file_bytes_max = options.file_bytes_max;
  return result;
}

}  // namespace

GitSource::GitSource(Options options, std::unique_ptr<Mirror> mirror)
    : options_(std::move(options)),
      mirror_(std::move(mirror)),
      remote_(options_.remote, mirror_->program(), mirror_->askpass()),
      address_(remote_.address().text),
      store_(std::make_shared<ObjectStore>(store_options(options_, *mirror_))) {}

Result<std::unique_ptr<GitSource>> GitSource::open(Options options) {
  auto mirror = Mirror::open(options.mirror_directory, parse_address(options.remote.uri));
  if (!mirror) {
    return fail(std::move(mirror).error());
  }
  std::unique_ptr<GitSource> source(new GitSource(std::move(options), *std::move(mirror)));
  if (auto loaded = source->load(); !loaded) {
    return fail(std::move(loaded).error());
  }
  return source;
}

Result<void> GitSource::load() {
  std::string set_aside;
  struct stat written {};
  if (::stat(options_.state_file.c_str(), &written) == 0) {
    last_success_before_ = written.st_mtime;
  }
  auto labels = load_state(options_.state_file, address_, set_aside);
  if (!labels) {
    return fail(std::move(labels).error());
  }
  if (!set_aside.empty()) {
    saved_ = false;  // Written again by the next look that succeeds.
    log_.warn("state set aside",
              {{"uri", address_}, {"file", options_.state_file}, {"reason", set_aside}});
  }
  for (auto& [ref, label] : *labels) {
    if (label.refused) {
      label.advertised = ObjectId();  // The limits may be others now.
    }
  }
  if (auto prepared = mirror_->prepare(); !prepared) {
    return prepared;
  }
  return labels->empty() ? Result<void>() : take_over(*std::move(labels));
}

// Publishes what was served before. Labels whose commits are lost stay: to read one is an error
// until the next fetch, never "not found".
Result<void> GitSource::take_over(Labels labels) {
  const auto kept = keep_readable(labels, *store_);
  if (!kept) {
    return fail(kept.error());
  }
  std::size_t lost = 0;
  for (auto& [ref, state] : labels) {
    const auto found = kept->find(ref);
    lost += found == kept->end() ? 1U : 0U;
    const LabelState readable = found == kept->end() ? LabelState() : found->second;
    state.before_rewrite = readable.before_rewrite;
    state.refused = readable.refused;
    state.refused_why = readable.refused_why;
  }
  if (lost > 0) {
    log_.warn("mirror damaged, next fetch starts anew", {{"uri", address_},
                                                         {"labels", std::to_string(labels.size())},
                                                         {"lost", std::to_string(lost)}});
    store_->note_damage();
  }
  const bool any = std::any_of(kept->begin(), kept->end(),
                               [](const auto& label) { return label.second.commit.has_value(); });
  if (lost == 0 || any) {
    publish(std::move(labels));
    return {};
  }
  if (auto moved = mirror_->set_aside(); !moved) {
    return moved;
  }
  store_->renew();
  store_->mended();
  return mirror_->prepare();
}

std::shared_ptr<const GitSnapshot> GitSource::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void GitSource::publish(Labels labels) {
  auto shared = std::make_shared<const Labels>(std::move(labels));
  auto snapshot = std::make_shared<const GitSnapshot>(shared, store_, options_.history_max);
  const std::lock_guard lock(mutex_);
  labels_.swap(shared);
  snapshot_.swap(snapshot);
}

Result<Refs> GitSource::look(std::string& listing, const std::stop_token& stop) {
  auto listed = remote_.list(mirror_->repository(), stop);
  if (!listed) {
    return fail(with_absence(std::move(listed).error()));
  }
  auto refs = parse_advertisement(*listed, options_.refs_max);
  if (!refs) {
    return fail(std::move(refs).error(), "listing '" + address_ + "'");
  }
  if (refs->empty() && any_live(*labels_)) {
    return fail(ErrorCode::failed_precondition,
                "'" + address_ + "' has no branches and tags any more; what it had is kept");
  }
  listing = *std::move(listed);
  return refs;
}

bool GitSource::wants_rebuild() const {
  const bool wanted =
      store_->damaged() || (snapshot_ != nullptr && failed_fetches_ >= failed_fetches_max);
  return wanted && (!ever_rebuilt_ ||
                    std::chrono::steady_clock::now() - last_rebuild_ >= rebuild_interval_min);
}

// Git may have left locks and half packs, and its reason to fail may lie in the mirror's refs.
void GitSource::clean_up() {
  const std::lock_guard lock(refs_);
  if (auto restored = mirror_->restore(wanted_pins(*labels_)); !restored) {
    log_.warn("mirror not cleaned up", {{"uri", address_}, {"error", restored.error().text()}});
  }
}

Result<FetchReport> GitSource::fetch(std::stop_token stop) {
  const std::lock_guard lock(fetching_);
  const bool mend = wants_rebuild();
  if (auto prepared = mirror_->prepare(); !prepared) {
    return fail(std::move(prepared).error());
  }
  std::string failed_listing;
  for (int round = 1;; ++round) {
    std::string listing;
    const auto refs = look(listing, stop);
    if (!refs) {
      clean_up();  // Git reads the mirror's refs even to list another's.
      return fail(refs.error());
    }
    if (!mend && listing == last_listing_ && snapshot_ != nullptr) {
      if (auto saved = saved_ ? Result<void>() : save(*labels_); !saved) {
        return fail(std::move(saved).error());
      }
      note_success();
      return FetchReport{};
    }
    auto report = mend ? rebuild(*refs, stop) : update(*refs, stop);
    failed_fetches_ = report ? 0 : failed_fetches_ + 1;
    if (report) {
      last_listing_ = std::move(listing);
      log_moved(*report);
      name_authors(*report);
      return report;
    }
    clean_up();
    // A ref that went away between list and fetch fails the whole: look again.
    const bool moved_meanwhile = listing != failed_listing;
    if (report.error().code != ErrorCode::unavailable || stop.stop_requested() || not_before() ||
        !moved_meanwhile || round == rounds_max) {
      return report;
    }
    failed_listing = std::move(listing);
  }
}

Result<GitSource::Arrived> GitSource::transfer(const std::string& repository, const Refs& wanted,
                                               const std::stop_token& stop) {
  std::string refspecs;
  for (const auto& [ref, id] : wanted) {
    refspecs += '+' + ref + ':' + arrival_ref(ref) + '\n';
  }
  const bool anew = repository != mirror_->repository();
  if (snapshot_ == nullptr && !anew) {
    // What has no HEAD cannot be cloned, in the reference either; later it need not have one.
    refspecs += "+HEAD:" + arrival_ref("HEAD") + '\n';
  }
  const bool first = snapshot_ == nullptr || anew;
  if (auto fetched = remote_.fetch(repository, std::move(refspecs), first, stop); !fetched) {
    return fail(with_absence(std::move(fetched).error()));
  }
  if (auto packed = pack_single_objects(mirror_->program(), repository, stop); !packed) {
    return fail(std::move(packed).error(), "packing what came from '" + address_ + "'");
  }
  log_.debug("objects arrived", {{"uri", address_}, {"refs", std::to_string(wanted.size())}});
  auto own = read_own_refs(mirror_->program(), repository);
  if (!own) {
    return fail(std::move(own).error());
  }
  Arrived arrived;
  for (const auto& [ref, id] : wanted) {
    const auto found = own->find(arrival_ref(ref));
    if (found == own->end()) {
      return fail(ErrorCode::unavailable, "'" + ref + "' did not arrive from '" + address_ + "'");
    }
    arrived.refs.emplace(ref, found->second);
  }
  arrived.own = *std::move(own);
  return arrived;
}

AdvanceRules GitSource::rules() const {
  return {Pruning{options_.delete_untracked_branches, options_.kept_branches}, options_.trees};
}

// Whatever fails here is tried again after the next fetch.
void GitSource::tidy(std::stop_token stop) {
  const std::lock_guard lock(fetching_);
  if (!untidy_) {
    return;
  }
  untidy_ = false;
  mirror_->sweep();
  if (auto tidied =
          tidy_packs(mirror_->program(), mirror_->repository(), options_.unreachable_kept, stop);
      !tidied) {
    log_.warn("packs not tidied", {{"uri", address_}, {"error", tidied.error().text()}});
    clean_up();
  }
  store_->renew();
}

Result<FetchReport> GitSource::update(const Refs& refs, const std::stop_token& stop) {
  const Refs wanted = moved_refs(*labels_, refs);
  Refs now = refs;
  std::optional<Refs> own;
  if (!wanted.empty()) {
    auto arrived = transfer(mirror_->repository(), wanted, stop);
    if (!arrived) {
      return fail(std::move(arrived).error());
    }
    for (const auto& [ref, id] : arrived->refs) {
      now[ref] = id;
    }
    own = std::move(arrived->own);
    store_->renew();
  }
  auto next = advance(*labels_, now, *store_, rules(), std::time(nullptr));
  if (!next) {
    return fail(std::move(next).error());
  }
  const bool changed = snapshot_ == nullptr || next->labels != *labels_;
  if (changed && !next->labels.empty()) {
    if (auto pinned = pin_all(mirror_->repository(), next->labels, std::move(own)); !pinned) {
      return fail(std::move(pinned).error());
    }
  }
  if (changed || !saved_) {
    if (auto saved = save(next->labels); !saved) {
      return fail(std::move(saved).error());
    }
  }
  if (changed) {
    publish(std::move(next->labels));
    log_refused(next->refused);
  }
  untidy_ = untidy_ || !wanted.empty();
  return FetchReport{changed, std::move(next->moved)};
}

Result<FetchReport> GitSource::rebuild(const Refs& refs, const std::stop_token& stop) {
  ever_rebuilt_ = true;
  last_rebuild_ = std::chrono::steady_clock::now();
  log_.warn("mirror damaged or unusable, fetching it anew", {{"uri", address_}});
  const auto fresh = mirror_->prepare_fresh();
  if (!fresh) {
    return fail(fresh.error());
  }
  const auto arrived = transfer(*fresh, refs, stop);
  if (!arrived) {
    return fail(arrived.error());
  }
  auto options = store_->options();
  options.path = *fresh;
  ObjectStore store(options);
  carry_kept(*fresh, store);
  store.renew();
  // Labels that live on only in the damaged mirror cannot be carried over.
  auto kept = keep_readable(*labels_, store);
  if (!kept) {
    return fail(std::move(kept).error());
  }
  auto next = advance(*kept, arrived->refs, store, rules(), std::time(nullptr));
  if (!next) {
    return fail(std::move(next).error());
  }
  if (auto pinned = pin_all(*fresh, next->labels, arrived->own); !pinned) {
    return fail(std::move(pinned).error());
  }
  if (auto adopted = mirror_->adopt_fresh(); !adopted) {
    return fail(std::move(adopted).error());
  }
  // Ids name contents, so earlier snapshots read from the new mirror as well.
  store_->renew();
  store_->mended();
  // What was published before may be nowhere any more: this is served in any case.
  saved_ = save(next->labels).has_value();
  publish(std::move(next->labels));
  log_refused(next->refused);
  return FetchReport{true, std::move(next->moved)};
}

// The time of the state file is that of the last look that succeeded: what a restart without the
// remote tells as the age of what it serves.
void GitSource::note_success() const {
  if (::utimensat(AT_FDCWD, options_.state_file.c_str(), nullptr, 0) != 0) {
    log_.debug("time of the state file not set", {{"file", options_.state_file}});
  }
}

Result<void> GitSource::save(const Labels& labels) {
  auto written = save_state(options_.state_file, labels, address_);
  if (!written) {
    log_.error("state not written", {{"uri", address_}, {"error", written.error().text()}});
  }
  saved_ = saved_ || written.has_value();
  return written;
}

void GitSource::log_refused(const std::vector<Refused>& refused) const {
  for (std::size_t i = 0; i < std::min(labels_logged_max, refused.size()); ++i) {
    log_.warn("a commit is refused", {{"uri", address_},
                                      {"label", refused[i].label},
                                      {"commit", refused[i].id},
                                      {"reason", refused[i].why}});
  }
}

void GitSource::name_authors(FetchReport& report) const {
  for (std::size_t i = 0; i < std::min(authors_told_max, report.moved.size()); ++i) {
    MovedLabel& moved = report.moved[i];
    if (const auto id = ObjectId::parse(moved.after)) {
      // Nothing that is served depends on it, so one that cannot be read is only not named.
      moved.author = store_->author(*id).value_or(std::string());
    }
  }
}

void GitSource::log_moved(const FetchReport& report) const {
  if (report.moved.empty()) {
    return;
  }
  std::string names;
  for (std::size_t i = 0; i < std::min(labels_logged_max, report.moved.size()); ++i) {
    const MovedLabel& moved = report.moved[i];
    names += (i == 0 ? "" : " ") + moved.label + '=' +
             (moved.after.empty() ? "gone" : moved.after.substr(0, 12));
  }
  log_.info("new revisions", {{"uri", address_},
                              {"labels", std::to_string(report.moved.size())},
                              {"moved", std::move(names)}});
}

}  // namespace cairn::source::git

// Publishing what the scanner settled on.
#include "source/directory/directory_source.hpp"

#include <ctime>
#include <utility>
#include <vector>

#include "source/directory/directory_snapshot.hpp"
#include "source/directory/directory_tree.hpp"

namespace cairn::source::directory {
namespace {

// Trees of earlier states that stay in memory: a hold goes back one, rarely more.
constexpr std::size_t earlier_trees_max = 8;

}  // namespace

DirectorySource::DirectorySource(Options options, std::unique_ptr<KeptStates> kept)
    : options_(std::move(options)),
      scanner_(options_.scanner),
      kept_(std::move(kept)),
      earlier_(std::make_shared<EarlierTrees>(earlier_trees_max)) {
  if (kept_ == nullptr) {
    return;
  }
  if (auto last = kept_->take_last(); last != nullptr) {
    scanner_.expect(last);
    publish(last);
    published_ = std::move(last);
  }
}

std::shared_ptr<const Snapshot> DirectorySource::current() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void DirectorySource::on_hint(const std::function<void()>& changed) {
  const std::lock_guard lock(fetching_);
  watch_ = std::make_unique<ChangeWatch>(options_.watch, changed);
}

void DirectorySource::watch(const State& state) {
  // One more than are watched, so that too many are told.
  if (!watch_->watch(directories_of(state, options_.watch.directories_max + 1))) {
    log_.debug("not all directories are watched");
  }
}

void DirectorySource::tell_left_out() {
  if (scanner_.left_out() != told_left_out_) {
    told_left_out_ = scanner_.left_out();
    if (!told_left_out_.empty()) {
      log_.warn("a directory is left out", {{"reason", told_left_out_}});
    }
  }
}

Result<FetchReport> DirectorySource::fetch(std::stop_token stop) {
  const std::lock_guard lock(fetching_);
  auto state = scanner_.look(stop);
  if (!state) {
    return fail(std::move(state).error());
  }
  tell_left_out();
  if (watch_ != nullptr && watched_ != *state) {
    watched_ = *state;
    watch(**state);
  }
  const bool same = published_ != nullptr && serves_the_same(*published_, **state);
  if (!same || !saved_) {
    auto saved = save(*state);
    // What a restart could not serve again does not take the place of what it could.
    if (!saved && !same && published_ != nullptr) {
      return fail(std::move(saved).error(), "keeping the new state");
    }
  }
  if (kept_ != nullptr && saved_) {
    kept_->note_success();
  }
  if (same) {
    return FetchReport{};
  }
  publish(*state);
  const std::string before = published_ == nullptr ? std::string() : published_->content_id;
  const std::string& id = (*state)->content_id;
  FetchReport report{true, {}};
  if (id != before) {
    report.moved.push_back({"", before, id});
    log_.info("new state", {{"state", id.substr(0, 12)}});
  }
  published_ = *std::move(state);
  return report;
}

Result<void> DirectorySource::save(const std::shared_ptr<const State>& state) {
  if (kept_ == nullptr) {
    return {};
  }
  auto saved = kept_->save(state, std::time(nullptr));
  const std::string failure = saved ? std::string() : saved.error().text();
  if (failure != told_unsaved_ && !saved) {
    log_.error("state not written", {{"error", failure}});
  }
  told_unsaved_ = failure;
  saved_ = saved.has_value();
  return saved;
}

void DirectorySource::tidy(std::stop_token stop) {
  (void)stop;  // It takes as long as reading the files does.
  const std::lock_guard lock(fetching_);
  if (kept_ != nullptr) {
    kept_->tidy();
  }
}

void DirectorySource::publish(const std::shared_ptr<const State>& state) {
  DirectorySnapshot::Parts parts;
  parts.id = state->content_id;
  parts.tree = std::make_shared<const DirectoryTree>(*state, scanner_.scan_options());
  parts.options = scanner_.scan_options();
  if (kept_ != nullptr) {
    parts.kept = kept_->list();
    parts.reader = kept_->reader();
    parts.earlier = earlier_;
  }
  std::shared_ptr<const Snapshot> next = std::make_shared<const DirectorySnapshot>(parts);
  const std::lock_guard lock(mutex_);
  snapshot_.swap(next);
}

}  // namespace cairn::source::directory

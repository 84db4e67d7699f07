// Which commits the mirror keeps: those of labels, and those that somebody wants beside them.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "source/git/git_source.hpp"

namespace cairn::source::git {
namespace {

std::set<std::string> commits_of(const Labels& labels) {
  std::set<std::string> commits;
  for (const auto& [ref, state] : labels) {
    // What was refused as well: the next commit may well share most of it.
    for (const auto& id : {state.commit, state.before_rewrite, state.refused}) {
      if (id) {
        commits.insert(id->hex());
      }
    }
  }
  return commits;
}

}  // namespace

// keep() may have added refs since `own` was read: those commits are wanted, and to write such a
// ref once more changes nothing. Only who fetches removes refs, so what is in `own` is there still.
Result<void> GitSource::pin_all(const std::string& repository, const Labels& labels,
                                std::optional<Refs> own) {
  const std::lock_guard lock(refs_);
  const auto present =
      own ? Result<Refs>(*std::move(own)) : read_own_refs(mirror_->program(), repository);
  return present ? pin(mirror_->program(), repository, wanted_pins(labels), *present)
                 : fail(present.error());
}

std::set<std::string> GitSource::wanted_pins(const Labels& labels) const {
  std::set<std::string> commits = commits_of(labels);
  commits.insert(kept_.begin(), kept_.end());
  return commits;
}

// What is kept no more loses its ref with the next label that moves. A look that is under way, and
// may hang on its remote, is not waited for.
Result<void> GitSource::keep(const std::set<std::string>& commits) {
  const std::lock_guard lock(refs_);
  std::set<std::string> fresh;
  std::set_difference(commits.begin(), commits.end(), kept_.begin(), kept_.end(),
                      std::inserter(fresh, fresh.end()));
  for (const std::string& commit : fresh) {
    auto pinned = pin_more(mirror_->program(), mirror_->repository(), {commit});
    // A mirror of which no label could be read was set aside; this commit may still be in it.
    if (!pinned && !carry_over(mirror_->program(), options_.mirror_directory + "/damaged.git",
                               mirror_->repository(), commit)) {
      return pinned;
    }
  }
  store_->renew();
  kept_ = commits;
  return {};
}

// Into a mirror that is fetched anew comes what is to be kept and its remote has no more. What the
// damaged mirror cannot give is lost: to read it is an error then.
void GitSource::carry_kept(const std::string& repository, const ObjectStore& store) {
  const std::lock_guard lock(refs_);
  for (auto commit = kept_.begin(); commit != kept_.end();) {
    const auto id = ObjectId::parse(*commit);
    const auto found = id ? store.find_commit(*id) : Result<std::optional<ObjectId>>(std::nullopt);
    const bool there = found && found->has_value();
    const auto carried =
        there ? Result<void>()
              : carry_over(mirror_->program(), mirror_->repository(), repository, *commit);
    if (!carried) {
      log_.error("a pinned commit is lost",
                 {{"uri", address_}, {"commit", *commit}, {"error", carried.error().text()}});
    }
    commit = carried ? std::next(commit) : kept_.erase(commit);
  }
}

}  // namespace cairn::source::git

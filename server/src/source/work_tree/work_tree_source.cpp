// Mirrors first, then the files, then both together.
#include "source/work_tree/work_tree_source.hpp"

#include <algorithm>
#include <utility>

#include "source/git/blob_id.hpp"
#include "source/git/repository_config.hpp"

namespace cairn::source::work_tree {
namespace {

constexpr std::size_t histories_max = 4'096;
constexpr std::size_t digest_digits = 12;
constexpr unsigned pause_doublings_max = 6;
constexpr std::chrono::seconds origin_pause_max{60};

directory::Scanner::Options with_blob_ids(directory::Scanner::Options options) {
  options.content_id = git::blob_id;
  return options;
}

// "" if there is none.
Result<std::string> origin_of(const std::string& path) {
  const auto git = git_directory_of(path);
  if (!git) {
    return std::string();
  }
  auto url = git::origin_in(common_directory_of(*git) + "/config");
  // A relative path is meant from the work tree.
  if (url && !url->empty() && url->front() != '/' && url->find(':') == std::string::npos) {
    url->insert(0, path + '/');
  }
  return url;
}

// What a label leads to, by id; "" for nothing, and for what cannot be read: readers are told that.
std::string id_at(const WorkTreeSnapshot* snapshot, const std::string& name) {
  const auto label = Label::from_name(name);
  if (snapshot == nullptr || !label) {
    return {};
  }
  auto resolved = snapshot->resolve(*label);
  return resolved ? std::move(resolved->revision.id) : std::string();
}

std::string id_of(const std::optional<Edits>& edits) {
  return edits ? edits->branch + ' ' + edits->id : std::string();
}

}  // namespace

WorkTreeSource::WorkTreeSource(Options options, std::unique_ptr<git::GitSource> own,
                               std::unique_ptr<git::GitSource> origin)
    : options_(std::move(options)),
      own_(std::move(own)),
      origin_(std::move(origin)),
      histories_(std::make_shared<KnownHistories>(histories_max)),
      work_tree_(options_.path, with_blob_ids(options_.scanner)) {}

Result<std::unique_ptr<WorkTreeSource>> WorkTreeSource::open(Options options) {
  options.path = directory::normal_path(options.path);
  if (!options.now) {
    options.now = std::chrono::steady_clock::now;
  }
  const auto url = origin_of(options.path);
  if (!url) {
    return fail(url.error(), "opening '" + options.path + "'");
  }
  git::GitSource::Options own_options = options.git;
  own_options.remote.uri = options.path;
  own_options.remote.credentials = {};
  auto own = git::GitSource::open(std::move(own_options));
  if (!own) {
    return fail(std::move(own).error());
  }
  std::unique_ptr<git::GitSource> origin;
  if (!url->empty()) {
    git::GitSource::Options origin_options = options.git;
    origin_options.remote.uri = *url;
    origin_options.mirror_directory += "-origin";
    origin_options.state_file += "-origin";
    auto opened = git::GitSource::open(std::move(origin_options));
    if (!opened) {
      return fail(std::move(opened).error());
    }
    origin = *std::move(opened);
  }
  const bool gone = !is_work_tree(options.path);
  std::unique_ptr<WorkTreeSource> source(
      new WorkTreeSource(std::move(options), *std::move(own), std::move(origin)));
  if (auto kept = source->own_->snapshot(); gone && kept != nullptr) {
    (void)source->publish({std::move(kept), nullptr, {}, source->histories_});  // Nobody asked.
  }
  return source;
}

std::shared_ptr<const Snapshot> WorkTreeSource::current() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void WorkTreeSource::on_hint(const std::function<void()>& changed) {
  const std::lock_guard lock(fetching_);
  watch_ = std::make_unique<directory::ChangeWatch>(options_.watch, changed);
}

std::string WorkTreeSource::origin_error() const {
  const std::lock_guard lock(mutex_);
  return origin_failure_;
}

// Each commit stays where it is.
Result<void> WorkTreeSource::keep(const std::set<std::string>& commits) {
  const auto own = own_->snapshot();
  std::set<std::string> here;
  std::set<std::string> there;
  for (const std::string& commit : commits) {
    const bool in_own = origin_ == nullptr || (own != nullptr && own->revision(commit));
    (in_own ? here : there).insert(commit);
  }
  if (auto kept = own_->keep(here); !kept) {
    return kept;
  }
  return origin_ == nullptr ? Result<void>() : origin_->keep(there);
}

void WorkTreeSource::note_moved(const FetchReport& report) {
  for (const MovedLabel& moved : report.moved) {
    moved_.insert(moved.label);
  }
}

void WorkTreeSource::fetch_origin(const std::stop_token& stop) {
  if (options_.now() < origin_not_before_) {
    return;
  }
  const auto report = origin_->fetch(stop);
  if (report) {
    note_moved(*report);
    const std::lock_guard lock(mutex_);
    origin_failure_.clear();
    origin_failures_ = 0;
    return;
  }
  const std::string failure = report.error().text();
  if (failure != origin_failure_ && !stop.stop_requested()) {
    log_.warn("the origin of a work tree cannot be reached",
              {{"path", options_.path}, {"error", failure}});
    const std::lock_guard lock(mutex_);
    origin_failure_ = failure;
  }
  const auto pause = std::chrono::seconds(1U << std::min(origin_failures_, pause_doublings_max));
  origin_not_before_ = options_.now() + std::min(pause, origin_pause_max);
  if (const auto asked = origin_->not_before()) {
    const auto left = *asked - std::chrono::steady_clock::now();
    origin_not_before_ = std::max(origin_not_before_, options_.now() + left);
  }
  ++origin_failures_;
}

// The files of the work tree, if HEAD names a branch with a commit and they are others than its.
Result<std::optional<Edits>> WorkTreeSource::edits_of(const WorkTree::Look& look) {
  const auto label = Label::from_name("refs/heads/" + look.branch);
  if (look.branch.empty() || !label) {
    return std::optional<Edits>();
  }
  const auto head = own_->snapshot()->resolve(*label);
  if (!head) {
    return head.error().code == ErrorCode::not_found ? Result<std::optional<Edits>>(std::nullopt)
                                                     : fail(head.error());
  }
  const std::string& commit = head->revision.id;
  if (compared_state_ == look.state && compared_commit_ == commit &&
      compared_branch_ == look.branch) {
    return edits_;
  }
  const directory::Root& root = look.state->roots.front();
  auto tree =
      std::make_shared<const directory::RootTree>(root, work_tree_.scanner().scan_options());
  const auto clean = same_files(*tree, *head->revision.tree);
  if (!clean) {
    return fail(clean.error(), "comparing '" + options_.path + "' with its commit " + commit);
  }
  std::optional<Edits> edits;
  if (!*clean) {
    const std::string digest = root.node == nullptr ? "0" : root.node->content_id();
    edits = Edits{look.branch, commit, commit + '+' + digest.substr(0, digest_digits), tree};
  }
  // Of the same edits the older tree stays, unless its directory was replaced.
  const bool same = compared_state_ != nullptr && id_of(edits) == id_of(edits_) &&
                    serves_the_same(*compared_state_, *look.state);
  if (!same) {
    edits_ = std::move(edits);
  }
  compared_state_ = look.state;
  compared_commit_ = commit;
  compared_branch_ = look.branch;
  return edits_;
}

void WorkTreeSource::watch(const WorkTree::Look& look) {
  std::vector<std::string> paths = directories_of(*look.state, options_.watch.directories_max + 1);
  if (const auto git = git_directory_of(options_.path)) {
    paths.insert(paths.begin(), {*git, common_directory_of(*git) + "/refs/heads"});
  }
  if (!watch_->watch(paths)) {
    log_.debug("not all directories are watched", {{"path", options_.path}});
  }
}

Result<FetchReport> WorkTreeSource::fetch(std::stop_token stop) {
  const std::lock_guard lock(fetching_);
  const auto own = own_->fetch(stop);
  if (!own) {
    return fail(own.error());
  }
  note_moved(*own);
  const auto look = work_tree_.look(stop);
  if (!look) {
    return fail(look.error());
  }
  if (origin_ != nullptr) {
    fetch_origin(stop);
  }
  if (watch_ != nullptr && watched_ != look->state) {
    watched_ = look->state;
    watch(*look);
  }
  auto edits = edits_of(*look);
  if (!edits) {
    return fail(std::move(edits).error());
  }
  return publish({own_->snapshot(), origin_ == nullptr ? nullptr : origin_->snapshot(),
                  *std::move(edits), histories_});
}

void WorkTreeSource::tidy(std::stop_token stop) {
  const std::lock_guard lock(fetching_);
  own_->tidy(stop);
  if (origin_ != nullptr) {
    origin_->tidy(stop);
  }
}

FetchReport WorkTreeSource::publish(WorkTreeSnapshot::Parts parts) {
  const auto same = [&parts](const WorkTreeSnapshot::Parts& before) {
    const bool same_edits =
        parts.edits && before.edits
            ? parts.edits->tree == before.edits->tree && id_of(parts.edits) == id_of(before.edits)
            : !parts.edits && !before.edits;
    return same_edits && parts.own == before.own && parts.origin == before.origin;
  };
  const auto before = snapshot_;
  if (before != nullptr && same(before->parts())) {
    return {};
  }
  auto next = std::make_shared<const WorkTreeSnapshot>(std::move(parts));
  for (const auto& snapshot : {before, next}) {
    if (snapshot != nullptr && snapshot->parts().edits) {
      moved_.insert(snapshot->parts().edits->branch);
    }
  }
  FetchReport report{true, {}};
  for (const std::string& label : moved_) {
    MovedLabel moved{label, id_at(before.get(), label), id_at(next.get(), label)};
    if (moved.before != moved.after) {
      report.moved.push_back(std::move(moved));
    }
  }
  moved_.clear();
  const auto& edits = next->parts().edits;
  if (id_of(edits) != (before == nullptr ? std::string() : id_of(before->parts().edits))) {
    log_.info("edits in a work tree", {{"path", options_.path}, {"now", id_of(edits)}});
  }
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(next);
  return report;
}

}  // namespace cairn::source::work_tree

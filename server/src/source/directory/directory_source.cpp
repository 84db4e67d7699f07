// Publishing what the scanner settled on.
#include "source/directory/directory_source.hpp"

#include <utility>
#include <vector>

#include "source/directory/directory_tree.hpp"

namespace cairn::source::directory {
namespace {

class DirectorySnapshot final : public Snapshot {
 public:
  DirectorySnapshot(std::string id, std::shared_ptr<const DirectoryTree> tree)
      : id_(std::move(id)), tree_(std::move(tree)) {}

  Result<Resolved> resolve(const Label& label) const override {
    (void)label;  // All labels are one state.
    Resolved resolved;
    resolved.revision = Revision{id_, tree_};
    return resolved;
  }

  std::vector<ShownLabel> labels(std::size_t count_max) const override {
    return count_max == 0 ? std::vector<ShownLabel>()
                          : std::vector<ShownLabel>{{"", "", id_, false}};
  }

  Result<Revision> revision(std::string_view id) const override {
    if (id != id_) {
      return fail(ErrorCode::not_found, "no state " + std::string(id));
    }
    return Revision{id_, tree_};
  }

  Result<std::optional<std::string>> first_parent(std::string_view id) const override {
    (void)id;  // Nothing is known of what was before.
    return std::optional<std::string>();
  }

  Result<std::int64_t> last_change(std::string_view id, std::string_view path) const override {
    const auto time = id == id_ ? tree_->modified(path) : std::nullopt;
    if (!time) {
      return fail(ErrorCode::not_found, "'" + std::string(path) + "' is not in " + std::string(id));
    }
    return *time;
  }

 private:
  const std::string id_;
  const std::shared_ptr<const DirectoryTree> tree_;
};

}  // namespace

DirectorySource::DirectorySource(Options options)
    : options_(std::move(options)), scanner_(options_.scanner) {}

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
  if (published_ != nullptr && serves_the_same(*published_, **state)) {
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

void DirectorySource::publish(const std::shared_ptr<const State>& state) {
  auto tree = std::make_shared<const DirectoryTree>(*state, scanner_.scan_options());
  std::shared_ptr<const Snapshot> next =
      std::make_shared<const DirectorySnapshot>(state->content_id, std::move(tree));
  const std::lock_guard lock(mutex_);
  snapshot_.swap(next);
}

}  // namespace cairn::source::directory

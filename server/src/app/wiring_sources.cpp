// Opening of sources.
#include "app/wiring_sources.hpp"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "resolve/address.hpp"
#include "resolve/patterns.hpp"
#include "service/restored_pins.hpp"
#include "service/unix_time.hpp"
#include "source/git/address.hpp"
#include "source/git/git_source.hpp"
#include "source/work_tree/work_tree_source.hpp"

namespace cairn::app {
namespace {

const base::Log& logger() {
  static const base::Log log("app");
  return log;
}

catalog::RepositorySettings repository_settings(const GitSettings& git) {
  catalog::RepositorySettings settings;
  settings.uri = git.uri;
  settings.shown_basedir = git.shown_basedir;
  settings.default_label = git.default_label;
  settings.try_master_branch = git.try_master_branch;
  settings.continue_on_multiple_label_failure = git.continue_on_multiple_label_failure;
  settings.search_paths = git.search_paths;
  return settings;
}

catalog::GitEntry entry_of(const GitSettings& git) {
  return {git.id, repository_settings(git), resolve::expanded_patterns(git.patterns)};
}

source::git::TreeLimits tree_limits(const Settings& settings) {
  source::git::TreeLimits limits;
  limits.entries_max = settings.tree_entries_max;
  limits.bytes_max = settings.tree_bytes_max;
  limits.depth_max = settings.tree_depth_max;
  return limits;
}

source::directory::ScanLimits scan_limits(const Settings& settings) {
  source::directory::ScanLimits limits;
  limits.entries_max = settings.tree_entries_max;
  limits.tree_bytes_max = settings.tree_bytes_max;
  limits.depth_max = settings.tree_depth_max;
  limits.file_bytes_max = settings.file_bytes_max;
  return limits;
}

source::git::GitSource::Options source_options(const GitSettings& git, std::size_t file_bytes_max,
                                               const source::git::TreeLimits& trees) {
  source::git::GitSource::Options options;
  options.remote.uri = git.uri;
  options.remote.credentials = git.credentials;
  options.remote.http = git.http;
  options.remote.ssh = git.ssh;
  options.remote.timeout = git.timeout;
  options.remote.fetch_deadline = git.fetch_deadline;
  options.remote.fetch_deadline_first = git.clone_deadline;
  options.mirror_directory = git.mirror_directory;
  options.state_file = git.state_file;
  options.delete_untracked_branches = git.delete_untracked_branches;
  options.kept_branches = {git.default_label};
  if (git.try_master_branch) {
    options.kept_branches.insert("master");
  }
  options.file_bytes_max = file_bytes_max;
  options.trees = trees;
  return options;
}

// One address of an entry with placeholders: its mirror is a directory of its own among those of
// the entry, with everything in it.
GitSettings at_address(GitSettings git, const std::string& uri) {
  const std::string digest = base::sha256_hex(uri);
  const std::string directory = git.mirror_directory + '/' + digest;
  git.uri = uri;
  git.shown_basedir = git.basedir.empty() ? git.shown_basedir + '/' + digest.substr(0, 16)
                                          : git.basedir + "/config-repo-" + digest.substr(0, 16);
  git.mirror_directory = directory + "/git";
  git.state_file = directory + "/state";
  return git;
}

// With clone-on-start a repository that was never fetched is fetched before anybody may ask.
Result<void> clone_at_start(source::Source& source, const GitSettings& git) {
  if (!git.clone_on_start || source.current() != nullptr) {
    return {};
  }
  const auto fetched = source.fetch({});
  if (!fetched) {
    return fail(fetched.error(), "clone-on-start");
  }
  return {};
}

// The path of a file: address, which is served in place if there is a work tree.
std::string work_tree_of(const GitSettings& git) {
  if (git.uri.rfind("file:", 0) != 0) {
    return {};
  }
  std::string path = source::git::parse_address(git.uri).local;
  return source::work_tree::WorkTreeSource::is_work_tree(path) ? path : std::string();
}

// Whose fault it is when a remote hangs: "git.example:8443"; "" for a local path.
std::string host_of(const std::string& uri) {
  const source::git::Address address = source::git::parse_address(uri);
  if (!address.local.empty()) {
    return {};
  }
  std::string_view host = address.text;
  const std::size_t scheme = host.find("://");
  host.remove_prefix(scheme == std::string_view::npos ? 0 : scheme + 3);
  host = host.substr(0, host.find(scheme == std::string_view::npos ? ':' : '/'));
  return base::to_lower(host.substr(host.find('@') + 1));
}

void remove_directory(const std::string& path) {
  std::error_code failed;
  std::filesystem::remove_all(path, failed);
  if (failed) {
    logger().warn("a mirror is not removed", {{"path", path}, {"reason", failed.message()}});
  }
}

std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

// A mirror on its way out has another name, so that its place is free at once.
constexpr std::string_view gone = ".gone";
// Behind the name of a state file: what an operator pinned there.
constexpr std::string_view pins = ".pins";

void give_up(const std::string& directory) {
  const std::string leaving = directory + std::string(gone);
  remove_directory(leaving);
  std::error_code failed;
  std::filesystem::rename(directory, leaving, failed);
  if (failed) {
    logger().warn("a mirror is not removed", {{"path", directory}, {"reason", failed.message()}});
    return;
  }
  remove_directory(leaving);
}

// Keeps the newest mirrors of an entry with placeholders, by the last look that succeeded.
void sweep(const std::string& directory, std::size_t keep_max) {
  namespace fs = std::filesystem;
  std::vector<std::pair<fs::file_time_type, std::string>> mirrors;
  std::error_code failed;
  for (fs::directory_iterator each(directory, failed), end; !failed && each != end;
       each.increment(failed)) {
    std::error_code missing;
    const auto looked = fs::last_write_time(each->path() / "state", missing);
    const bool useless = missing || each->path().extension() == gone;
    const bool pinned =
        !useless && fs::exists(each->path() / ("state" + std::string(pins)), missing);
    mirrors.emplace_back(useless  ? fs::file_time_type::min()
                         : pinned ? fs::file_time_type::max()
                                  : looked,
                         each->path().string());
  }
  std::sort(mirrors.rbegin(), mirrors.rend());
  for (std::size_t i = 0; i < mirrors.size(); ++i) {
    const bool pinned = mirrors[i].first == fs::file_time_type::max();
    if ((i >= keep_max && !pinned) || mirrors[i].first == fs::file_time_type::min()) {
      remove_directory(mirrors[i].second);
    }
  }
}

}  // namespace

catalog::BackEnd layout_of(const BackEndSettings& back_end) {
  if (const auto* native = std::get_if<NativeSettings>(&back_end)) {
    return catalog::NativeBackEnd{native->id, native->search_locations, native->default_label,
                                  native->add_label_locations, native->version};
  }
  const auto& git = std::get<GitBackEndSettings>(back_end);
  catalog::GitBackEnd layout;
  layout.fallback = entry_of(git.fallback);
  layout.fallback.patterns.clear();
  for (const GitSettings& repository : git.repos) {
    layout.repos.push_back(entry_of(repository));
  }
  return layout;
}

Sources::Sources(const Settings& settings, bool data_claimed)
    : back_ends_(settings.back_ends),
      file_bytes_max_(settings.file_bytes_max),
      trees_(tree_limits(settings)),
      scans_(scan_limits(settings)),
      directories_(native_keeping(settings, data_claimed)),
      mirrors_max_(settings.mirrors_max) {
  for (const BackEndSettings& back_end : back_ends_) {
    if (const auto* git = std::get_if<GitBackEndSettings>(&back_end)) {
      entries_.emplace(git->fallback.id, git->fallback);
      for (const GitSettings& repository : git->repos) {
        entries_.emplace(repository.id, repository);
      }
    }
  }
}

bool Sources::has_placeholders() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const auto& entry) { return resolve::has_placeholders(entry.second.uri); });
}

Result<std::vector<service::ServedRepository>> Sources::open_all() const {
  std::vector<service::ServedRepository> opened;
  for (const auto& [id, git] : entries_) {
    if (resolve::has_placeholders(git.uri)) {
      sweep(git.mirror_directory, mirrors_max_);
      continue;
    }
    auto repository = open_git(git);
    if (!repository) {
      return fail(std::move(repository).error(), "opening the mirror of '" + git.uri + "'");
    }
    if (auto cloned = clone_at_start(*repository->source, git); !cloned) {
      return fail(std::move(cloned).error(), "fetching '" + git.uri + "'");
    }
    opened.push_back(*std::move(repository));
  }
  for (const BackEndSettings& back_end : back_ends_) {
    if (const auto* native = std::get_if<NativeSettings>(&back_end)) {
      auto repository = open_native(*native, scans_, directories_);
      if (!repository) {
        return fail(std::move(repository).error());
      }
      opened.push_back(*std::move(repository));
    }
  }
  sweep_native(back_ends_, directories_);
  return opened;
}

Result<service::ServedRepository> Sources::open(const catalog::RepositoryRef& ref) const {
  const auto entry = entries_.find(ref.entry);
  if (entry == entries_.end()) {
    return fail(ErrorCode::internal, "there is no entry '" + ref.entry + "'");
  }
  const GitSettings git = at_address(entry->second, ref.uri);
  auto opened = open_git(git);
  if (!opened) {
    return fail(std::move(opened).error(), "opening the mirror of '" + git.uri + "'");
  }
  opened->id = ref.id;
  opened->remove = [directory = parent_of(git.state_file)] { give_up(directory); };
  return opened;
}

Result<service::ServedRepository> Sources::open_git(const GitSettings& git) const {
  if (auto made = base::make_directories(parent_of(git.state_file)); !made) {
    return fail(std::move(made).error(), "keeping state");
  }
  service::ServedRepository served;
  served.id = git.id;
  served.refresh_rate = git.refresh_rate;
  served.host = host_of(git.uri);
  catalog::RepositorySettings settings = repository_settings(git);
  auto options = source_options(git, file_bytes_max_, trees_);
  if (const std::string path = work_tree_of(git); !path.empty()) {
    settings.shown_basedir = path;  // it is served where it is
    source::work_tree::WorkTreeSource::Options in_place;
    in_place.path = path;
    in_place.git = std::move(options);
    in_place.scanner.limits = scans_;
    auto source = source::work_tree::WorkTreeSource::open(std::move(in_place));
    if (!source) {
      return fail(std::move(source).error());
    }
    served.source = *std::move(source);
  } else {
    auto source = source::git::GitSource::open(std::move(options));
    if (!source) {
      return fail(std::move(source).error());
    }
    served.source = *std::move(source);
  }
  served.settings = std::make_shared<const catalog::RepositorySettings>(std::move(settings));
  served.pins_file = git.state_file + std::string(pins);
  served.pins = service::restored_pins(*served.source, served.pins_file, served.settings->uri,
                                       service::unix_now());
  return served;
}

}  // namespace cairn::app

// Passes over all roots until two agree.
#include "source/directory/scanner.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <system_error>

#include "base/digest.hpp"

namespace cairn::source::directory {
namespace {

std::int64_t system_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  (void)wake.wait_for(lock, stop, time, [] { return false; });  // Always false: it is over.
}

// Whether a walk from `outer` comes to `inner` without following a link.
bool is_part_of(const std::string& outer, const std::string& inner) {
  const std::size_t root_length = outer == "/" ? 0 : outer.size();
  if (inner.compare(0, root_length, outer, 0, root_length) != 0 || inner[root_length] != '/') {
    return inner == outer;
  }
  for (std::size_t end = root_length; end != std::string::npos;) {
    end = inner.find('/', end + 1);
    struct stat info {};
    if (::lstat(inner.substr(0, end).c_str(), &info) == 0 && S_ISLNK(info.st_mode)) {
      return false;
    }
  }
  return true;
}

// The sorted directories without those that are part of another.
std::vector<std::string> outermost(const std::vector<std::string>& directories) {
  std::vector<std::string> roots;
  for (const std::string& directory : directories) {
    if (std::none_of(roots.begin(), roots.end(),
                     [&](const auto& root) { return is_part_of(root, directory); })) {
      roots.push_back(directory);
    }
  }
  return roots;
}

std::string real_path_of(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), &std::free);
  return real == nullptr ? std::string() : std::string(real.get());
}

const Root* root_at(const State* state, const std::string& path) {
  if (state == nullptr) {
    return nullptr;
  }
  const auto found = std::find_if(state->roots.begin(), state->roots.end(),
                                  [&](const Root& root) { return root.path == path; });
  return found == state->roots.end() ? nullptr : &*found;
}

bool same(const State* a, const State& b) {
  return a != nullptr && std::equal(a->roots.begin(), a->roots.end(), b.roots.begin(),
                                    b.roots.end(), [](const Root& one, const Root& other) {
                                      return one.path == other.path && one.node == other.node;
                                    });
}

}  // namespace

std::string normal_path(const std::string& path) {
  std::error_code problem;
  const auto absolute = std::filesystem::absolute(std::filesystem::path(path), problem);
  std::string normal = problem ? path : absolute.lexically_normal().string();
  while (normal.size() > 1 && normal.back() == '/') {
    normal.pop_back();
  }
  return normal;
}

std::string content_id_of(const std::vector<Root>& roots) {
  base::Sha256 digest;
  for (const Root& root : roots) {
    digest.add_field(root.path);
    digest.add_field(root.node == nullptr ? "" : root.node->content_id());
  }
  return digest.hex();
}

bool serves_the_same(const State& a, const State& b) {
  return a.content_id == b.content_id &&
         std::equal(a.roots.begin(), a.roots.end(), b.roots.begin(), b.roots.end(),
                    [](const Root& one, const Root& other) {
                      return one.node == other.node ||
                             (one.node != nullptr && other.node != nullptr &&
                              one.node->stamp().device == other.node->stamp().device &&
                              one.node->stamp().inode == other.node->stamp().inode);
                    });
}

std::vector<std::string> directories_of(const State& state, std::size_t count_max) {
  std::vector<std::string> paths;
  std::deque<std::pair<std::string, const DirectoryNode*>> waiting;
  for (const Root& root : state.roots) {
    if (root.node != nullptr) {
      waiting.emplace_back(root.path, root.node.get());
    }
  }
  while (!waiting.empty() && paths.size() < count_max) {
    const auto [path, node] = std::move(waiting.front());
    waiting.pop_front();
    for (const Entry& entry : node->entries()) {
      if (const auto* directory = entry.directory()) {
        waiting.emplace_back((path == "/" ? path : path + '/') + entry.name, directory->get());
      }
    }
    paths.push_back(path);
  }
  return paths;
}

Scanner::Options with_defaults(Scanner::Options options) {
  for (std::string& directory : options.directories) {
    directory = normal_path(directory);
  }
  std::sort(options.directories.begin(), options.directories.end());
  if (!options.content_id) {
    options.content_id = base::sha256_hex;
  }
  if (!options.wall_clock_ns) {
    options.wall_clock_ns = system_clock_ns;
  }
  if (!options.pause) {
    options.pause = wait;
  }
  return options;
}

Scanner::Scanner(Options options)
    : options_(with_defaults(std::move(options))),
      scan_(
          std::make_shared<const ScanOptions>(ScanOptions{options_.limits, options_.content_id})) {}

Result<Root> Scanner::scan_root(Scan& scan, const std::string& path, const State* before) const {
  Root root;
  root.path = path;
  const Root* known = root_at(before, path);
  auto opened = std::make_shared<const base::Descriptor>(
      ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened->open()) {
    const int reason = errno;
    if (reason != ENOENT && reason != ENOTDIR) {
      const bool refused = reason == EACCES || reason == EPERM || reason == ELOOP;
      return fail(refused ? ErrorCode::failed_precondition : ErrorCode::internal,
                  "opening '" + path + "': " + std::generic_category().message(reason));
    }
    const State* last = expected_ == nullptr ? settled_.state.get() : expected_.get();
    const Root* had = root_at(last, path);
    if (had != nullptr && had->node != nullptr) {
      return fail(ErrorCode::unavailable, "'" + path + "' is gone; what it had is kept");
    }
    return root;
  }
  const bool was_there = known != nullptr && known->node != nullptr;
  auto node = scan.run(*opened, path, was_there ? known->node : nullptr);
  if (!node) {
    return fail(std::move(node).error());
  }
  if (was_there && known->node == *node) {
    return *known;
  }
  root.node = *std::move(node);
  root.opened = std::move(opened);
  root.real_path = real_path_of(path);
  return root;
}

Result<Scanner::Pass> Scanner::pass(const Pass& before, const std::stop_token& stop) {
  Pass result;
  result.began_ns = options_.wall_clock_ns();
  Scan scan(*scan_, before.began_ns, stop);
  auto state = std::make_shared<State>();
  for (const std::string& path : outermost(options_.directories)) {
    auto root = scan_root(scan, path, before.state.get());
    if (!root) {
      return fail(std::move(root).error());
    }
    state->roots.push_back(*std::move(root));
  }
  left_out_ = scan.left_out();
  result.unsettled = scan.unsettled();
  if (same(before.state.get(), *state)) {
    result.state = before.state;
    return result;
  }
  state->content_id = content_id_of(state->roots);
  result.state = std::move(state);
  return result;
}

Result<std::shared_ptr<const State>> Scanner::look(const std::stop_token& stop) {
  Pass before = settled_;
  std::string changing;
  for (int round = 1; round <= options_.rounds_max; ++round) {
    auto next = pass(before, stop);
    if (!next) {
      return fail(std::move(next).error());
    }
    if (next->unsettled.empty() && next->state == before.state) {
      settled_ = *std::move(next);
      expected_ = nullptr;
      return settled_.state;
    }
    changing = next->unsettled;
    before = *std::move(next);
    options_.pause(options_.settle_pause, stop);
    if (stop.stop_requested()) {
      return fail(ErrorCode::unavailable, "stopped while waiting for directories to rest");
    }
  }
  const std::string where =
      changing.empty() && !options_.directories.empty() ? options_.directories.front() : changing;
  return fail(ErrorCode::unavailable, "'" + where + "' does not come to rest: no two of " +
                                          std::to_string(options_.rounds_max) +
                                          " scans agree; the last state is kept");
}

}  // namespace cairn::source::directory

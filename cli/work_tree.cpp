// See work_tree.hpp.
#include "cli/work_tree.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/child_process.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace cairn::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = std::size_t{1024} * 1024;  // as the server's limit
constexpr std::size_t id_digits_min = 40;

void read_one(const std::string& root, const std::string& path, TreeFiles& found) {
  const auto kind = kind_of_file(path);
  std::error_code failure;
  if (!kind || fs::file_size(root + '/' + path, failure) > file_bytes_max || failure) {
    return;
  }
  ++found.looked_at;
  auto bytes = base::read_file(root + '/' + path, file_bytes_max);
  if (!bytes) {
    found.problems.push_back(std::move(bytes).error());
    return;
  }
  auto values = encrypted_values(*kind, *bytes);
  if (!values) {
    found.problems.push_back(std::move(fail_in_file(values.error(), path)).value());
  } else if (!values->empty()) {
    found.files.push_back({path, *std::move(bytes), *kind, *std::move(values)});
  }
}

template <typename Number>
Number number_of(std::string_view text) {
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string> own_environment() {
  std::vector<std::string> made = {"LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"};
  for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME"}) {
    if (const char* value = std::getenv(name); value != nullptr) {
      made.push_back(std::string(name) + '=' + value);
    }
  }
  return made;
}

}  // namespace

Result<TreeFiles> read_tree(const std::string& root) {
  TreeFiles found;
  std::error_code failure;
  if (!fs::is_directory(root, failure)) {
    return fail(ErrorCode::internal, "'" + root + "' is no directory");
  }
  std::vector<std::string> paths;
  std::error_code ignored;  // what went away meanwhile is no regular file
  fs::recursive_directory_iterator at(root, failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    if (at->path().filename() == ".git") {
      at.disable_recursion_pending();
    } else if (at->symlink_status(ignored).type() == fs::file_type::regular) {
      paths.push_back(at->path().lexically_relative(root).generic_string());
    }
  }
  if (failure) {
    return fail(ErrorCode::internal, "'" + root + "': " + failure.message());
  }
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) {
    read_one(root, path, found);
  }
  return found;
}

// A header line is "<id> <old line> <new line>[ <count>]"; what is known of a commit follows its
// first one; the line itself begins with a tab.
std::map<std::uint32_t, WrittenBy> parse_blame(std::string_view output) {
  std::map<std::uint32_t, std::string> lines;
  std::map<std::string, std::int64_t> times;
  std::string commit;
  for (const std::string_view line : base::split(output, '\n')) {
    const auto words = base::split(line, ' ');
    if (line.substr(0, 1) == "\t") {
      continue;
    }
    if (words.size() >= 3 && words[0].size() >= id_digits_min &&
        words[0].find_first_not_of("0123456789abcdef") == std::string_view::npos) {
      commit = words[0];
      lines[number_of<std::uint32_t>(words[2])] = commit;
    } else if (words.size() == 2 && words[0] == "committer-time") {
      times[commit] = number_of<std::int64_t>(words[1]);
    }
  }
  std::map<std::uint32_t, WrittenBy> written;
  for (const auto& [line, id] : lines) {
    if (id.find_first_not_of('0') != std::string::npos) {  // zeros: not committed
      written[line] = {id, std::chrono::system_clock::time_point(std::chrono::seconds(times[id]))};
    }
  }
  return written;
}

Result<std::map<std::uint32_t, WrittenBy>> blame(const std::string& root, const std::string& path) {
  base::ChildCommand command;
  // Nothing that the tree's own configuration names is run.
  command.arguments = {
      "git",           "-C", root, "-c", "core.fsmonitor=false", "blame", "--porcelain",
      "--no-textconv", "--", path};
  command.environment = own_environment();
  const auto done = base::run(command);
  if (!done) {
    return fail(done.error(), "git blame");
  }
  if (done->exit_code != 0) {
    return fail(ErrorCode::failed_precondition, "'" + path + "' has no history");
  }
  return parse_blame(done->output);
}

}  // namespace cairn::cli

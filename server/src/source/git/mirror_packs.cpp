// The packs of a mirror: joined when they are many, cleaned up when most of them is of no use any
// more.
#include <charconv>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/files.hpp"
#include "source/git/mirror.hpp"

namespace cairn::source::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t packs_max = 32;
constexpr std::uint64_t growth_min = 8U * 1024 * 1024;
constexpr std::chrono::minutes repack_deadline(10);

struct Packs {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
};

Packs measure(const std::string& repository) {
  Packs packs;
  std::error_code problem;
  fs::directory_iterator files(repository + "/objects/pack", problem);
  for (; !problem && files != fs::directory_iterator(); files.increment(problem)) {
    if (files->path().extension() == ".pack") {
      std::error_code gone;
      const auto bytes = files->file_size(gone);
      packs.bytes += gone ? 0 : bytes;
      ++packs.count;
    }
  }
  return packs;
}

// What the packs took after the last clean-up is kept beside them.
std::string size_file(const std::string& repository) {
  return repository + "/cairn-packed-bytes";
}

std::optional<std::uint64_t> size_after_clean_up(const std::string& repository) {
  const auto text = base::read_file(size_file(repository));
  if (!text) {
    return std::nullopt;
  }
  std::uint64_t bytes = 0;
  std::from_chars(text->data(), text->data() + text->size(), bytes);
  return bytes;
}

Result<void> note_size(const std::string& repository, std::uint64_t bytes) {
  return base::replace_file(size_file(repository), std::to_string(bytes) + '\n');
}

// One pack of what refs lead to, and one of the rest, in which each object has the time at which it
// came there.
Result<void> clean_up(const GitProgram& program, const std::string& repository,
                      std::chrono::seconds unreachable_kept, std::stop_token stop) {
  const std::string expiration = unreachable_kept.count() == 0
                                     ? "now"
                                     : std::to_string(unreachable_kept.count()) + ".seconds.ago";
  auto done =
      run_in_mirror(program, repository,
                    {"repack", "-a", "-d", "-q", "--cruft", "--cruft-expiration=" + expiration}, {},
                    repack_deadline, std::move(stop), niceness_of_long_calls);
  return done ? note_size(repository, measure(repository).bytes) : done;
}

bool has_single_objects(const std::string& repository) {
  std::error_code problem;
  fs::directory_iterator folders(repository + "/objects", problem);
  for (; !problem && folders != fs::directory_iterator(); folders.increment(problem)) {
    if (folders->path().filename().native().size() == 2) {  // the first two digits of ids
      return true;
    }
  }
  return false;
}

}  // namespace

Result<void> pack_single_objects(const GitProgram& program, const std::string& repository,
                                 std::stop_token stop) {
  return has_single_objects(repository)
             ? run_in_mirror(program, repository, {"repack", "-d", "-q"}, {}, repack_deadline,
                             std::move(stop), niceness_of_long_calls)
             : Result<void>();
}

Result<void> tidy_packs(const GitProgram& program, const std::string& repository,
                        std::chrono::seconds unreachable_kept, std::stop_token stop) {
  const Packs packs = measure(repository);
  const auto clean = size_after_clean_up(repository);
  if (!clean && packs.count == 1) {
    // A clone: the remote packed what its refs lead to, and to do so once more can take minutes.
    return note_size(repository, packs.bytes);
  }
  if (packs.bytes > 2 * clean.value_or(0) + growth_min) {
    return clean_up(program, repository, unreachable_kept, std::move(stop));
  }
  if (packs.count <= packs_max) {
    return {};
  }
  // Packs grow by the factor of two, so old objects are seldom copied again. Whole packs are
  // joined: objects that nothing refers to any more stay until the next clean-up.
  return run_in_mirror(program, repository, {"repack", "-d", "-q", "--geometric=2"}, {},
                       repack_deadline, std::move(stop), niceness_of_long_calls);
}

}  // namespace cairn::source::git

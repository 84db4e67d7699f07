// The refs of a mirror, kept through the git program.
#include "base/digest.hpp"
#include "base/text.hpp"
#include "source/git/mirror.hpp"

namespace cairn::source::git {
namespace {

constexpr std::string_view arrivals = "refs/cairn/in/";
constexpr std::string_view pins = "refs/cairn/keep/";
constexpr std::size_t loose_refs_max = 64;

enum class Others { forget, keep };

Result<void> change_pins(const GitProgram& program, const std::string& repository,
                         const std::set<std::string>& commits, const Refs& present, Others others) {
  std::string changes;
  std::size_t new_pins = 0;
  for (const std::string& commit : commits) {
    const std::string ref = pin_ref(commit);
    if (present.find(ref) == present.end()) {
      changes.append("update ").append(ref).append(" ").append(commit).append("\n");
      ++new_pins;
    }
  }
  for (const auto& [ref, id] : present) {
    if (others == Others::forget &&
        (ref.rfind(pins, 0) != 0 || commits.count(ref.substr(pins.size())) == 0)) {
      changes.append("delete ").append(ref).append("\n");
    }
  }
  if (changes.empty()) {
    return {};
  }
  const std::chrono::milliseconds deadline(120'000);
  auto done = run_in_mirror(program, repository, {"update-ref", "--stdin"}, changes, deadline);
  if (done && new_pins > loose_refs_max) {
    done = run_in_mirror(program, repository, {"pack-refs", "--all", "--prune"}, {}, deadline);
  }
  return done;
}

}  // namespace

Result<void> run_in_mirror(const GitProgram& program, const std::string& repository,
                           std::vector<std::string> arguments, std::string input,
                           std::chrono::milliseconds deadline, std::stop_token stop, int niceness) {
  const std::string doing = arguments.front();
  GitCall call;
  call.arguments = std::move(arguments);
  call.arguments.insert(call.arguments.begin(), "--git-dir=" + repository);
  call.input = std::move(input);
  call.deadline = deadline;
  call.niceness = niceness;
  const auto done = program.run(std::move(call), std::move(stop));
  if (!done) {
    return fail(done.error(), "git " + doing + " in the mirror");
  }
  return {};
}

std::string arrival_ref(std::string_view ref) {
  return std::string(arrivals) + base::sha256_hex(ref);
}

std::string pin_ref(const std::string& commit) {
  return std::string(pins) + commit;
}

Result<Refs> read_own_refs(const GitProgram& program, const std::string& repository) {
  GitCall call;
  call.arguments = {"--git-dir=" + repository, "for-each-ref", "--format=%(objectname) %(refname)",
                    "refs/cairn/"};
  const auto text = program.run(std::move(call));
  if (!text) {
    return fail(text.error(), "reading the refs of the mirror");
  }
  Refs refs;
  for (const std::string_view line : base::split(*text, '\n')) {
    const auto id = ObjectId::parse(line.substr(0, line.find(' ')));
    if (id) {
      refs.emplace(line.substr(ObjectId::hex_digits + 1), *id);
    }
  }
  return refs;
}

Result<void> pin(const GitProgram& program, const std::string& repository,
                 const std::set<std::string>& commits, const Refs& present) {
  return change_pins(program, repository, commits, present, Others::forget);
}

Result<void> pin_more(const GitProgram& program, const std::string& repository,
                      const std::set<std::string>& commits) {
  if (commits.empty()) {
    return {};
  }
  const auto present = read_own_refs(program, repository);
  return present ? change_pins(program, repository, commits, *present, Others::keep)
                 : fail(present.error());
}

Result<void> carry_over(const GitProgram& program, const std::string& from, const std::string& to,
                        const std::string& commit) {
  GitCall call;
  call.arguments = {
      "--git-dir=" + to,       "fetch", "--no-tags", "--no-auto-gc",
      "--no-write-fetch-head", "--",    from,        '+' + commit + ':' + pin_ref(commit)};
  call.environment = {"GIT_ALLOW_PROTOCOL=file"};
  call.deadline = std::chrono::milliseconds(120'000);
  const auto done = program.run(std::move(call));
  return done ? Result<void>() : fail(done.error(), "carrying " + commit + " over");
}

}  // namespace cairn::source::git

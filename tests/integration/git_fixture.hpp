// A remote repository and the data directory of a source that mirrors it, in a temporary folder.
//
// Thread-safety: one thread at a time.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/child_process.hpp"
#include "cairn/label.hpp"
#include "source/git/git_source.hpp"
#include "support/temporary_directory.hpp"

namespace cairn::test {

using TemporaryFolder = cairn::testing::TemporaryDirectory;

class GitFixture {
 public:
  GitFixture() { git_anywhere({"init", "-q", "--bare", "-b", "main", remote()}); }

  [[nodiscard]] std::string remote() const { return folder / "remote.git"; }
  [[nodiscard]] std::string mirror() const { return folder / "mirror"; }
  [[nodiscard]] std::string state() const { return folder / "state.json"; }

  // Runs git in the remote and gives what it printed, without the line end.
  std::string git(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), {"-C", remote()});
    return git_anywhere(std::move(arguments), input);
  }

  std::string git_anywhere(std::vector<std::string> arguments, const std::string& input = {}) {
    ++clock_;
    base::ChildCommand command;
    command.arguments = std::move(arguments);
    command.arguments.insert(command.arguments.begin(), "git");
    const std::string when = std::to_string(1'767'225'600 + 3600 * clock_) + " +0000";
    command.environment = {"PATH=" + std::string(::getenv("PATH")),
                           "GIT_CONFIG_NOSYSTEM=1",
                           "GIT_CONFIG_GLOBAL=/dev/null",
                           "GIT_AUTHOR_NAME=Cairn",
                           "GIT_AUTHOR_EMAIL=cairn@example.org",
                           "GIT_COMMITTER_NAME=Cairn",
                           "GIT_COMMITTER_EMAIL=cairn@example.org",
                           "GIT_AUTHOR_DATE=" + when,
                           "GIT_COMMITTER_DATE=" + when};
    command.input = input;
    auto result = base::run(command);
    REQUIRE(result.has_value());
    CAPTURE(result->error_output);
    REQUIRE(result->exit_code == 0);
    while (!result->output.empty() && result->output.back() == '\n') {
      result->output.pop_back();
    }
    return result->output;
  }

  struct Item {
    std::string path;  // "-path" deletes it
    std::string content;
    std::string mode = "100644";
  };

  // Commits on top of a branch, which is made if there is none. Gives the id.
  std::string commit(const std::string& branch, const std::vector<Item>& items) {
    std::string stream = "commit refs/heads/" + branch + "\ncommitter Cairn <cairn@example.org> " +
                         std::to_string(1'767'225'600 + 3600 * ++clock_) + " +0000\ndata 1\nx";
    const std::string tip = git({"for-each-ref", "--format=%(objectname)", "refs/heads/" + branch});
    stream += tip.empty() ? "\n" : "\nfrom " + tip + '\n';
    for (const Item& item : items) {
      if (item.path[0] == '-') {
        stream += "D " + item.path.substr(1) + '\n';
      } else {
        stream += "M " + item.mode + " inline " + item.path + "\ndata " +
                  std::to_string(item.content.size()) + '\n' + item.content + '\n';
      }
    }
    git({"fast-import", "--quiet", "--force"}, stream);
    return id("refs/heads/" + branch);
  }

  std::string commit(const std::string& branch, const std::string& content) {
    return commit(branch, {{"shop.yml", content}});
  }

  std::string id(const std::string& revision) { return git({"rev-parse", "--verify", revision}); }

  [[nodiscard]] source::git::GitSource::Options options() const {
    source::git::GitSource::Options options;
    options.mirror_directory = mirror();
    options.state_file = state();
    options.remote.uri = remote();
    options.remote.timeout = std::chrono::seconds(30);  // a busy machine is no fault
    return options;
  }

  [[nodiscard]] std::unique_ptr<source::git::GitSource> open() const { return open(options()); }

  [[nodiscard]] static std::unique_ptr<source::git::GitSource> open(
      source::git::GitSource::Options options) {
    auto source = source::git::GitSource::open(std::move(options));
    if (!source) {
      FAIL(source.error().text());
    }
    return *std::move(source);
  }

  // Takes the remote away: what is served then comes from the mirror alone.
  void lose_remote() const { std::filesystem::rename(remote(), remote() + ".lost"); }
  void find_remote() const { std::filesystem::rename(remote() + ".lost", remote()); }

  TemporaryFolder folder;

 private:
  int clock_ = 0;
};

inline source::FetchReport fetch(source::git::GitSource& source) {
  auto report = source.fetch({});
  if (!report) {
    FAIL(report.error().text());
  }
  source.tidy({});
  return *std::move(report);
}

inline Result<source::Resolved> resolve(const source::git::GitSource& source,
                                        const std::string& label) {
  const auto name = Label::from_name(label);
  REQUIRE(name.has_value());
  const auto snapshot = source.current();
  REQUIRE(snapshot != nullptr);
  return snapshot->resolve(*name);
}

// The commit that a label leads to, or the name of the error's code.
inline std::string commit_of(const source::git::GitSource& source, const std::string& label) {
  const auto resolved = resolve(source, label);
  return resolved ? resolved->revision.id : std::string(name_of(resolved.error().code));
}

// The bytes of a file, or "(none)".
inline std::string file_of(const source::FileTree& tree, const std::string& path) {
  const auto file = tree.find(path);
  REQUIRE(file.has_value());
  if (!file->has_value()) {
    return "(none)";
  }
  const auto bytes = tree.read(**file);
  REQUIRE(bytes.has_value());
  return **bytes;
}

inline std::string file_of(const source::git::GitSource& source, const std::string& label,
                           const std::string& path) {
  const auto resolved = resolve(source, label);
  REQUIRE(resolved.has_value());
  return file_of(*resolved->revision.tree, path);
}

}  // namespace cairn::test

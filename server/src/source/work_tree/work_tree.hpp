// WorkTree: the files of a Git work tree and the branch that its HEAD names, as they were at one
// moment. Only looked at: nothing here writes to it or runs Git in it.
//
// A checkout holds "index.lock" while it replaces files, then replaces the index, and only then
// writes HEAD. So a look is believed when there was no lock, the index was the same before and
// after, and that had rested for four pauses when HEAD was read. A lock that is older than a minute
// was left behind, and is not waited for.
//
// Thread-safety: one thread at a time. Cost: as Scanner.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "source/directory/scanner.hpp"

namespace cairn::source::work_tree {

class WorkTree {
 public:
  // `options.directories` is not looked at: it is the work tree.
  WorkTree(const std::string& path, directory::Scanner::Options options);

  struct Look {
    std::string branch;  // that HEAD names; "" when it is detached
    std::shared_ptr<const directory::State> state;
  };
  // Errors: unavailable (Git is at work there for long, or it is no work tree any more), and as
  // Scanner::look.
  [[nodiscard]] Result<Look> look(const std::stop_token& stop);

  [[nodiscard]] const directory::Scanner& scanner() const { return scanner_; }

 private:
  // What Git has in hand, as far as the files depend on it.
  struct Moment {
    std::string git_directory;
    std::string branch;
    directory::Stamp index;
    bool at_rest = true;
    friend bool operator==(const Moment&, const Moment&) = default;
  };
  [[nodiscard]] Result<Moment> moment() const;

  const std::string path_;
  const directory::Scanner::Options options_;
  directory::Scanner scanner_;
};

// The repository of a work tree: its ".git" directory, or where its ".git" file leads; nullopt when
// `path` is no work tree. A symbolic link ".git" is none, as for the reference.
[[nodiscard]] std::optional<std::string> git_directory_of(const std::string& path);

// Where the repository keeps what all of its work trees share, as "config".
[[nodiscard]] std::string common_directory_of(const std::string& git_directory);

}  // namespace cairn::source::work_tree

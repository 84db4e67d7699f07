// Mirror: a directory of one process that holds a bare repository, what git needs beside it, and
// a lock. In it: `mirror.git`, `gitconfig`, for ssh `askpass`, and after damage `damaged.git`.
//
// Nothing in the directory is the only copy of anything but branches that the remote deleted.
//
// Thread-safety: one thread at a time. Ownership: the directory is locked while this lives.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "source/git/address.hpp"
#include "source/git/advertisement.hpp"
#include "source/git/git_program.hpp"

namespace cairn::source::git {

class Mirror {
 public:
  // Makes the directory, mode 0700, if there is none, locks it and clears what a killed process
  // left behind. Writes nothing to a directory that is as it should be: its disk may be full.
  // `address` is made known to git as a path that may be owned by another user. Errors:
  // failed_precondition when another process holds the lock, or others may write to the directory;
  // internal.
  [[nodiscard]] static Result<std::unique_ptr<Mirror>> open(const std::string& directory,
                                                            const Address& address);
  ~Mirror();
  Mirror(const Mirror&) = delete;
  Mirror& operator=(const Mirror&) = delete;

  [[nodiscard]] const GitProgram& program() const { return program_; }
  [[nodiscard]] std::string repository() const { return directory_ + "/mirror.git"; }
  // The program that ssh asks for a passphrase, if the address is one of ssh.
  [[nodiscard]] std::string askpass() const { return directory_ + "/askpass"; }

  // Makes the bare repository if there is none, and writes again what git reads of one beside refs
  // and objects where that is not as it was. Errors: internal.
  [[nodiscard]] Result<void> prepare() const;
  // Removes locks and half packs. After a kill, children of a killed git may leave some even after
  // the next start.
  void sweep() const;
  // After git failed here: removes the locks and half packs that it left, and writes all refs anew,
  // as pins of these commits. Errors: internal.
  [[nodiscard]] Result<void> restore(const std::set<std::string>& commits) const;
  // Moves the repository out of the way; prepare() makes an empty one. Errors: internal.
  [[nodiscard]] Result<void> set_aside() const;
  // An empty repository beside the one in use. Errors: internal.
  [[nodiscard]] Result<std::string> prepare_fresh() const;
  // Puts the fresh repository in the place of the one in use, which is set aside. Errors: internal.
  [[nodiscard]] Result<void> adopt_fresh() const;

 private:
  Mirror(std::string directory, int lock);

  const std::string directory_;
  const int lock_;  // the directory itself, locked by flock
  const GitProgram program_;
};

// Runs git on a repository for what it does there. Errors: as GitProgram::run, which say what for.
[[nodiscard]] Result<void> run_in_mirror(const GitProgram& program, const std::string& repository,
                                         std::vector<std::string> arguments, std::string input,
                                         std::chrono::milliseconds deadline,
                                         std::stop_token stop = {}, int niceness = 0);

// Where a fetch puts a ref of the remote: a name that no other ref can exclude.
[[nodiscard]] std::string arrival_ref(std::string_view ref);

// The ref that keeps a commit, and what it leads to, from any clean-up.
[[nodiscard]] std::string pin_ref(const std::string& commit);

// The refs that are kept here: pins, and what arrived, by arrival ref. Errors: as GitProgram::run.
[[nodiscard]] Result<Refs> read_own_refs(const GitProgram& program, const std::string& repository);

// Keeps exactly these commits, and what they lead to, from any clean-up, in one step, and forgets
// the arrivals. `present` is what read_own_refs() gave since the last call: refs that were added
// after it stay as they are, or are written once more. Errors: as GitProgram::run.
[[nodiscard]] Result<void> pin(const GitProgram& program, const std::string& repository,
                               const std::set<std::string>& commits, const Refs& present);

// Keeps these as well as what is kept already. Errors: as GitProgram::run.
[[nodiscard]] Result<void> pin_more(const GitProgram& program, const std::string& repository,
                                    const std::set<std::string>& commits);

// Brings a commit, and what it leads to, from one repository of a mirror into another, and keeps it
// there. Errors: as GitProgram::run.
[[nodiscard]] Result<void> carry_over(const GitProgram& program, const std::string& from,
                                      const std::string& to, const std::string& commit);

// Packs what a fetch brought as single objects, as the dumb protocol of HTTP does: they are not
// read as they are, since libgit2 never comes back from one that was cut off. Cost: a look at a
// directory where there are none. Errors: as GitProgram::run.
[[nodiscard]] Result<void> pack_single_objects(const GitProgram& program,
                                               const std::string& repository, std::stop_token stop);

// Joins packs when there are more than a few, so that reads need not look in each. When they take
// more than twice what they took after the last clean-up or the clone, and 8 MB more, cleans up:
// objects that no ref leads to any more are dropped once they were so for `unreachable_kept`,
// because reads of an earlier snapshot may still be under way. Errors: as GitProgram::run,
// internal; the repository is usable all the same.
[[nodiscard]] Result<void> tidy_packs(const GitProgram& program, const std::string& repository,
                                      std::chrono::seconds unreachable_kept, std::stop_token stop);

}  // namespace cairn::source::git

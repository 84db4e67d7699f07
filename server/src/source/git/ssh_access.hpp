// SSH access: how git starts ssh for an ssh remote.
//
// Keys and pinned host keys are files in memory, which ssh opens as those of its parent, git: ssh
// itself closes what it inherits.
//
// Thread-safety: functions without shared state.
#pragma once

#include <chrono>
#include <string>

#include "cairn/result.hpp"
#include "source/git/credentials.hpp"
#include "source/git/git_program.hpp"

namespace cairn::source::git {

struct SshAccess {
  bool strict_host_key_checking = true;   // false: any host key is taken
  bool ignore_local_settings = false;     // nothing of ~/.ssh, /etc/ssh and of an agent counts
  std::string known_hosts_file;           // in place of those of ~/.ssh and /etc/ssh; "" for those
  std::string host_key;                   // base64; besides known_hosts_file
  std::string host_key_algorithm;         // "ssh-ed25519"; with host_key
  std::string preferred_authentications;  // "publickey,password"; "" leaves it to ssh
};

// Adds the ssh command to a call, with its files. `askpass` is the program that gives the
// passphrase: see write_askpass. Errors: failed_precondition when the private key is encrypted and
// there is no passphrase, or `askpass` cannot be run.
[[nodiscard]] Result<void> add_ssh_access(GitCall& call, const SshAccess& access,
                                          const Credentials& credentials,
                                          std::chrono::seconds timeout, const std::string& askpass);

// Writes the program that ssh asks for a passphrase. It holds no secret: it prints the file in
// memory that ssh's environment names. Errors: internal.
[[nodiscard]] Result<void> write_askpass(const std::string& path);

}  // namespace cairn::source::git

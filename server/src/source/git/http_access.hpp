// HTTP access: what git is told before it talks to an http(s) remote.
//
// Thread-safety: functions without shared state.
#pragma once

#include <chrono>
#include <string>

#include "source/git/address.hpp"
#include "source/git/credentials.hpp"
#include "source/git/git_program.hpp"
#include "source/git/proxy.hpp"

namespace cairn::source::git {

struct HttpAccess {
  bool skip_ssl_validation = false;
  std::string ca_file;  // certificates that are believed, in place of the system's; "" for those
  Proxies proxies;
};

// Adds settings to a call, and a file in memory with those that hold secrets. Redirections are not
// followed: credentials belong to one host.
void add_http_access(GitCall& call, const HttpAccess& access, const Address& address,
                     const Credentials& credentials, std::chrono::seconds timeout);

}  // namespace cairn::source::git

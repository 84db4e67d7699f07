// Address: where a repository is, from the URI in the settings.
//
// Thread-safety: a plain value.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::source::git {

struct Address {
  std::string text;   // what git is given and people are shown: without credentials
  std::string local;  // the absolute path of a local repository; else ""
  // As git names it: "file", "git", "http", "https" or "ssh"; "" for one that is never used.
  std::string protocol;
  std::string host;       // of an http(s) address, without the port and without brackets; else ""
  std::string http_root;  // "https://host:8443/" of an http(s) address; else ""
  std::string username;   // taken out of an http(s) address; else ""
  base::Secret password;
};

// Understands plain paths, "file:" in its three forms, URLs and "user@host:path".
[[nodiscard]] Address parse_address(std::string_view uri);

// A URI without what is secret in it: http(s) loses user and password, which come back decoded; any
// other URL only its password, which nothing here can use.
struct OpenUri {
  std::string uri;
  std::string username;
  base::Secret password;
};
[[nodiscard]] OpenUri without_credentials(std::string_view uri);

}  // namespace cairn::source::git

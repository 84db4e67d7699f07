// Address: where a repository is, from the URI in the settings.
//
// Thread-safety: a plain value.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace cairn::source::git {

struct Address {
  std::string
      text;  // what git is given and people are shown: without user and password for http(s)
  std::string local;      // the absolute path of a local repository; else ""
  std::string http_root;  // "https://host:8443/" of an http(s) address; else ""
  std::string username;   // taken out of an http(s) address; else ""
  base::Secret password;
};

// Understands plain paths, "file:" in its three forms, URLs and "user@host:path".
[[nodiscard]] Address parse_address(std::string_view uri);

}  // namespace cairn::source::git

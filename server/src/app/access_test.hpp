// cairn-server access test USER PATH: whether somebody may ask for a path, and which rule says so.
//
// Thread-safety: pure functions; files with credentials are read.
#pragma once

#include <string>

#include "app/settings.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

struct AccessAnswer {
  bool granted = false;
  std::string text;  // one line
};

// `user` is a name that can log in, or "name:role,role" for one of a JWT. `path` is a request's
// target, as "/shop/prod/main" or "/-/v1/refresh". Errors: invalid_argument for a user who is not
// known and a path that can be none; those of the files.
[[nodiscard]] Result<AccessAnswer> test_access(const Settings& settings, const std::string& user,
                                               const std::string& path);

}  // namespace cairn::app

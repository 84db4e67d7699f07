// Target: the path of a request in the one form that routes are compared with and upstreams get.
//
// A filter that guards "/admin" is worth nothing if "/%61dmin", "/x/../admin", "//admin" or
// "/admin;x" reaches the same page behind it. So letters that are written as %XX are written out,
// and what an upstream might read as another path is refused: the rules of Spring Security's
// StrictHttpFirewall.
//
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace gateway {

struct Target {
  std::string path;   // "/users/7": begins with "/", has no dot segments and no empty ones within
  std::string query;  // "?all", or ""

  // Errors: invalid_argument, with the reason.
  [[nodiscard]] static cairn::Result<Target> parse(std::string_view text);
};

// Whether a path is a prefix of another one, or the same, at the border of a segment: "/users" is
// one of "/users/7" and none of "/userspace". "" is one of all.
[[nodiscard]] bool is_path_prefix(std::string_view prefix, std::string_view path);

}  // namespace gateway

// Which application's values a file holds, as far as its path tells.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/result.hpp"

namespace cairn::cli {

// What an operator says of files, so that nobody has to guess.
struct PlaceOptions {
  std::string application;            // --application: of all files in question
  std::vector<std::string> profiles;  // --profile: endings that are no part of an application
};

// The application of "x/shop-dev.yml". Errors: invalid_argument where the name has a dash and
// nothing says whether a profile is behind it; where it cannot be of the application named.
[[nodiscard]] Result<std::string> application_of_file(std::string_view path,
                                                      const PlaceOptions& options);

// All applications that find the file under one of its readings, the likeliest first:
// "shop-dev", "shop"; with folders as well ("team/shop"), since names may have slashes.
[[nodiscard]] std::vector<std::string> possible_applications(std::string_view path);

}  // namespace cairn::cli

// Segments of paths.
#include "source/path_walk.hpp"

#include "base/text.hpp"

namespace cairn::source {

bool is_plain_path(std::string_view path) {
  for (const std::string_view segment : base::split(path, '/')) {
    if (segment.empty() || segment == "." || segment == "..") {
      return false;
    }
  }
  return true;
}

void push_segments(std::vector<std::string>& waiting, std::string_view path) {
  const auto segments = base::split(path, '/');
  waiting.insert(waiting.end(), segments.rbegin(), segments.rend());
}

}  // namespace cairn::source

// See file_path.hpp.
#include "service/file_path.hpp"

#include <utility>

#include "base/text.hpp"
#include "cairn/label.hpp"

namespace cairn::service {

Result<std::string> file_path(std::string_view text) {
  const auto normalised = normalise_segment(text);
  if (!normalised) {
    return fail(normalised.error());
  }
  std::string out;
  for (const std::string_view segment : base::split(*normalised, '/')) {
    if (!segment.empty() && segment != ".") {
      out += out.empty() ? "" : "/";
      out += segment;
    }
  }
  return out;
}

}  // namespace cairn::service

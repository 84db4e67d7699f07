// Content-Disposition: whether a body may be shown under the name in its URL. A browser that takes
// ".../setup.bat" for a file to run must not get configuration under that name.
//
// Thread-safety: pure function.
#pragma once

#include <string_view>

namespace cairn::http {

// Whether the last segment of the path, as sent, ends in an extension that is not known to be
// harmless; every answer with a body then carries "inline;filename=f.txt".
[[nodiscard]] bool needs_disposition(std::string_view path);

}  // namespace cairn::http

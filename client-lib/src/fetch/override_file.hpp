// The operator's override file: an environment that is read before any server is asked.
//
// Thread-safety: pure but for the file.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cairn/cache_options.hpp"
#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::fetch {

// Its documents as property sources "override:<path>", the last document first, as in Spring; none
// when no file is named or it is not there. `spring.config.activate` and imports mean nothing here.
// Errors: failed_precondition with file, line and column for what cannot be parsed;
// permission_denied for a file that others can write; resource_exhausted; internal.
[[nodiscard]] Result<std::optional<Environment>> read_override(const OverrideOptions& options);

// The same from bytes. The extension of the path decides: .json, .properties, else YAML.
[[nodiscard]] Result<Environment> parse_override(std::string_view bytes, const std::string& path);

}  // namespace cairn::fetch

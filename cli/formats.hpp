// A configuration as one text: the flat formats as the server renders them, and shell variables.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cairn/config.hpp"
#include "cairn/result.hpp"

namespace cairn::cli {

enum class Format { yml, properties, json, env };

// "yml", "yaml", "properties", "json", "env".
[[nodiscard]] const std::vector<std::string>& format_names();
[[nodiscard]] std::optional<Format> format_named(std::string_view name);

// Everything below a name, with its whole keys; "" is all. yml, properties and json are what the
// server answers at /{label}/{application}-{profiles}.yml and its sisters, with a line end.
// Errors: failed_precondition for what has no such form: a key that cannot be nested, a placeholder
// that leads back to itself, a value that can be no variable.
[[nodiscard]] Result<std::string> format_text(const Config& config, const std::string& below,
                                              Format format);

}  // namespace cairn::cli

// render: from an environment to the bytes that the reference would send (read-path.md 1.5, 1.6,
// 4).
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cairn/environment.hpp"
#include "cairn/result.hpp"

namespace cairn::render {

struct FlatOptions {
  bool resolve_placeholders = true;
  bool strip_document = true;  // YAML only: spring.cloud.config.server.strip-document-from-yaml
};

// Environment JSON, v1 (values) or v2 (values with origins). Never fails: every value has a form.
[[nodiscard]] std::string environment_json(const Environment& environment, bool with_origins);

// The three flat formats.
// Errors: invalid_argument for a key that cannot be nested and a circular placeholder (400 in the
// reference), and beyond the limits of values/placeholders.hpp and render/tree.hpp.
[[nodiscard]] Result<std::string> flat_properties(const Environment& environment,
                                                  const FlatOptions& options);
[[nodiscard]] Result<std::string> flat_json(const Environment& environment,
                                            const FlatOptions& options);
[[nodiscard]] Result<std::string> flat_yaml(const Environment& environment,
                                            const FlatOptions& options);

// A text file with the placeholders of its environment resolved.
// Errors: invalid_argument for a circular placeholder, and beyond the limits of placeholders.
[[nodiscard]] Result<std::string> text_with_placeholders(std::string_view text,
                                                         const Environment& environment);

// The digest behind the ETag of an environment: source names with `basedirs` replaced by a
// constant, keys, values and, with origins, positions; without the version, since a new commit id
// alone is no change. 32 hex digits, equal on every replica.
[[nodiscard]] std::string environment_digest(const Environment& environment, bool with_origins,
                                             const std::vector<std::string>& basedirs);

}  // namespace cairn::render

// Placeholders: replaces "${key}" and "${key:default}" in text by values found through a function.
//
// Keys and defaults may hold placeholders themselves ("${host.${env}}", "${a:${b:none}}"), and so
// may values. The first ':' ends the key, but a key equal to the whole "key:default" is tried
// first. Braces are balanced when the end is searched. What is not found and has no default stays
// as it is.
// "\${" and "\\${" stand for a "${" that is left alone. The rules are those of Spring Framework 7
// and of Spring Cloud Config's EnvironmentPropertySource, in their two flavours:
//
//   resolve_value   one value of a document: blanks around a key are trimmed; a value that is found
//                   must not hold a placeholder without a value, that is an error
//   resolve_text    a whole text: blanks belong to the key; what is unresolvable stays, at any
//   depth
//
// Inside, an escaped "${" is written "$_{" while the text is resolved, so a literal "$_{" comes out
// as "${" wherever something was resolved. This is what the reference does as well.
//
// Thread-safety: a resolver is for one thread; its lookup is called from within.
// Cost: proportional to the text, plus the lookups.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::values {

// What stops an expansion that would not end in useful time or memory. The same texts go beyond a
// limit every time, so that this is an error of what is stored, as a circular reference is.
struct PlaceholderLimits {
  // Placeholders inside placeholders and values that lead to further values, counted together.
  std::size_t depth_max = 64;
  // All that one resolver returned for texts with placeholders, in bytes.
  std::size_t output_bytes_max = 16U * 1024 * 1024;
  // All values looked up by one resolver, in bytes; a lookup counts 64 bytes and its value.
  std::size_t work_bytes_max = 64U * 1024 * 1024;
};

// The text of a key's value; nullopt when there is none.
using PlaceholderLookup = std::function<std::optional<std::string>(std::string_view key)>;

class PlaceholderResolver {
 public:
  explicit PlaceholderResolver(PlaceholderLookup lookup, PlaceholderLimits limits = {});

  // Errors: invalid_argument for a circular reference, a value that refers to a value that cannot
  // be resolved, or beyond a limit, which the message names.
  [[nodiscard]] Result<std::string> resolve_value(std::string_view value);

  // Errors: invalid_argument for a circular reference, or beyond a limit.
  [[nodiscard]] Result<std::string> resolve_text(std::string_view text);

 private:
  [[nodiscard]] Result<std::string> counted(Result<std::string> resolved);

  PlaceholderLookup lookup_;
  PlaceholderLimits limits_;
  std::size_t work_bytes_ = 0;
  std::size_t output_bytes_ = 0;
};

// Of the values of a program itself: they are small, and these limits only end what was written to
// be endless.
inline constexpr PlaceholderLimits own_value_limits{32, 1U << 20, 4U << 20};

// One value of a program itself, which has to be whole: as resolve_value, but a placeholder without
// value and default is an error too. Errors: invalid_argument.
[[nodiscard]] Result<std::string> resolve_own_value(std::string_view value,
                                                    const PlaceholderLookup& lookup);

}  // namespace cairn::values

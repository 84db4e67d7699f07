// A slow model of placeholder resolution, read from the description of the reference's grammar:
// what the fuzz target compares values/placeholders.hpp with.
//
// Not modelled: backslashes, the mark "$_{", and blanks beyond ASCII. Texts and values must have
// none of these.
//
// Thread-safety: pure functions. Cost: unbounded; for texts that the real resolver took.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::fuzz {

using KnownValues = std::map<std::string, std::string, std::less<>>;

// nullopt for what the reference answers with 400: a circular reference, and a value that refers to
// a value that cannot be resolved.
[[nodiscard]] std::optional<std::string> slow_value(const KnownValues& known,
                                                    std::string_view value);

// nullopt for a circular reference.
[[nodiscard]] std::optional<std::string> slow_text(const KnownValues& known, std::string_view text);

}  // namespace cairn::fuzz

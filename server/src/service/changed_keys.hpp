// Which keys differ between two answers to one question.
//
// Thread-safety: a pure function. Cost: reads both bodies, some milliseconds for the longest that
// it takes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "service/answer.hpp"

namespace cairn::service {

// Longer bodies are not compared.
inline constexpr std::size_t compared_bytes_max = 1024U * 1024;

// Whether its keys may be compared with another one's: no failure, no decrypted values in it, and
// no longer than that.
[[nodiscard]] bool can_be_compared(const Answer& answer);

// The keys that are in only one of the answers, or have another value in the other one, sorted. Of
// an environment the value that counts is that of the first source; its v2 origins do not count.
// nullopt where there is nothing to compare: plain files, and what can_be_compared() says of
// either.
[[nodiscard]] std::optional<std::vector<std::string>> changed_keys(Format format,
                                                                   const Answer& before,
                                                                   const Answer& after);

}  // namespace cairn::service

// changes: what differs between two configurations, for a program that has to act on it.
//
// Thread-safety: pure function.
// Cost: both are walked once, and their placeholders resolved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cairn/api.hpp"
#include "cairn/config.hpp"
#include "cairn/environment.hpp"

namespace cairn {

struct Change {
  std::string key;              // as Config::keys() writes it
  std::optional<Value> before;  // none: the key is new
  std::optional<Value> after;   // none: the key is gone
  ValueOrigin origin;           // of the value after the change; of a key that is gone, before
};

// The keys whose value is another one, is new or is gone: first those of `after`, in its order,
// then those that are gone, in the order of `before`. Of views, the keys below their prefix.
//
// Values are compared as they are read, placeholders resolved, by their text: a key changes when
// one that it refers to does, and does not when it only moves to another file, or from 5 to "5".
// A value whose placeholders cannot be resolved counts as it is written.
[[nodiscard]] CAIRN_API std::vector<Change> changes(const Config& before, const Config& after);

}  // namespace cairn

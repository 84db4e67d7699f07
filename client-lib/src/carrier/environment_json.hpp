// An environment of the contract as the JSON that servers answer over HTTP.
//
// Thread-safety: a pure function.
#pragma once

#include <string>

namespace cairn::v1 {
class Environment;
}  // namespace cairn::v1

namespace cairn::carrier {

// As version 2 has it: a property that has an origin is an object of value and origin.
[[nodiscard]] std::string environment_json(const v1::Environment& environment);

}  // namespace cairn::carrier

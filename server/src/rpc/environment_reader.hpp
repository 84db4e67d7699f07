// The environment of an answer, from the JSON that HTTP clients get to a message of the contract.
// Both come from the same bytes, so they cannot say different things.
//
// Thread-safety: a pure function.
#pragma once

#include <string_view>

namespace cairn::v1 {
class Environment;
}  // namespace cairn::v1

namespace cairn::rpc {

// Takes what render::environment_json makes, with or without origins. False for what is none.
[[nodiscard]] bool read_environment(std::string_view json, v1::Environment& out);

}  // namespace cairn::rpc

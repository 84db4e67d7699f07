// tree_json: a nested environment as compact JSON.
//
// Thread-safety: pure function.
#pragma once

#include <string>

#include "render/tree.hpp"

namespace cairn::render {

[[nodiscard]] std::string tree_json(const TreeMap& root);

}  // namespace cairn::render

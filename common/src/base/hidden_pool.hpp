// The pool that hidden memory comes from: pages that the kernel leaves out of core dumps.
//
// Thread-safety: any thread at any time. Who gives memory back has wiped it.
#pragma once

#include <memory_resource>

namespace cairn::base {

// Never destroyed: secrets of static objects may go after everything else.
[[nodiscard]] std::pmr::memory_resource& hidden_pool();

}  // namespace cairn::base

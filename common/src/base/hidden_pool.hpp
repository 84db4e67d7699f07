// The pool that hidden memory comes from: pages that the kernel leaves out of core dumps.
//
// Thread-safety: any thread at any time, also to give back what another has taken. Who gives memory
// back has wiped it. Cost: a thread keeps of each size that it uses 64 pieces or 64 KiB (two pieces
// at least), so that most are taken without a lock; what it kept is for all when it ends.
#pragma once

#include <memory_resource>

namespace cairn::base {

// Never destroyed: secrets of static objects may go after everything else.
[[nodiscard]] std::pmr::memory_resource& hidden_pool();

}  // namespace cairn::base

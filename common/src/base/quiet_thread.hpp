// quiet_thread: a thread inside of somebody else's program: it starts with all signals blocked, so
// that no handler of the program runs in a thread that it does not know.
//
// Thread-safety: may be called from any thread.
#pragma once

#include <functional>
#include <optional>
#include <thread>

namespace cairn::base {

// None when no thread can be had. What `work` throws ends the program.
[[nodiscard]] std::optional<std::thread> quiet_thread(std::function<void()> work);

}  // namespace cairn::base

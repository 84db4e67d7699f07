// What the system knows of this process, under the names that Prometheus has for it.
//
// Thread-safety: a function without state. Cost: reads four small files of /proc.
#pragma once

#include "observe/exposition.hpp"

namespace cairn::observe {

// process_cpu_seconds_total, process_resident_memory_bytes, process_virtual_memory_bytes,
// process_start_time_seconds, process_open_fds, process_max_fds, process_threads. What cannot be
// read is left out.
void write_process(FigureSink& out);

}  // namespace cairn::observe

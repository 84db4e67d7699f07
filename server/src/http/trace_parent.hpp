// The trace that a request belongs to, from its fields.
//
// Thread-safety: a pure function.
#pragma once

#include <vector>

#include "http/request_head.hpp"
#include "observe/trace_parent.hpp"

namespace cairn::http {

using observe::TraceParent;

// None where there is no such field, or two.
[[nodiscard]] TraceParent trace_of(const std::vector<Field>* fields);

}  // namespace cairn::http

// Audit: what a call was not allowed to, and whose it was, in the same lines as those of HTTP:
// docs/OPERATING.md lists them.
//
// Thread-safety: plain values; the functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>

#include "auth/outcome.hpp"
#include "observe/trace_parent.hpp"
#include "service/answer.hpp"

namespace cairn::rpc {

// Where a call comes from.
struct Asker {
  std::string address;
  std::string_view path;  // "/cairn.v1.Config/Get"; of static lifetime
  observe::TraceParent trace;
};

void audit_failed_login(const Asker& asker, const auth::Outcome& outcome);

// `question`: what was to be read; null for what is no read.
void audit_denied(const Asker& asker, std::string_view user, std::string_view right,
                  const service::ReadRequest* question);

}  // namespace cairn::rpc

// Audit: what a request did, or was not allowed to, and whose it was. The lines and their fields
// are listed in docs/OPERATING.md.
//
// Thread-safety: plain values; audit() from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/ledger.hpp"
#include "base/log.hpp"
#include "http/gate.hpp"
#include "http/trace_parent.hpp"

namespace cairn::http {

// Who asked, as far as that is known.
struct Asker {
  std::string id;  // of the request
  std::string address;
  std::string user;  // "" where nobody is asked
  TraceParent trace;
};

[[nodiscard]] Asker asker_of(const Request& request, std::string_view id,
                             const auth::PrincipalRef& who);

void audit(std::string_view event, const Asker& asker, std::vector<base::LogField> more);

// "ok", or "failed" with the reason: whether what was asked for came about.
void add_result(std::vector<base::LogField>& fields, const std::string& error);

}  // namespace cairn::http

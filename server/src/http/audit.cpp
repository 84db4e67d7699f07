// See audit.hpp.
#include "http/audit.hpp"

#include <iterator>
#include <utility>

namespace cairn::http {

Asker asker_of(const Request& request, std::string_view id, const auth::PrincipalRef& who) {
  return {std::string(id), request.peer == nullptr ? std::string() : request.peer->address,
          who ? who->name : std::string(), trace_of(request.fields)};
}

void audit(std::string_view event, const Asker& asker, std::vector<base::LogField> more) {
  std::vector<base::LogField> fields{{"id", asker.id},
                                     {"address", asker.address},
                                     {"user", asker.user},
                                     {"traceId", std::string(asker.trace.trace_id())},
                                     {"spanId", std::string(asker.trace.span_id())}};
  std::move(more.begin(), more.end(), std::back_inserter(fields));
  base::audit(event, fields);
}

void add_result(std::vector<base::LogField>& fields, const std::string& error) {
  fields.push_back({"result", error.empty() ? "ok" : "failed"});
  fields.push_back({"error", error});
}

}  // namespace cairn::http

// See audit.hpp.
#include "rpc/audit.hpp"

#include <vector>

#include "base/log.hpp"

namespace cairn::rpc {
namespace {

std::vector<base::LogField> fields_of(const Asker& asker, std::string_view user) {
  return {{"address", asker.address},
          {"user", std::string(user)},
          {"traceId", std::string(asker.trace.trace_id())},
          {"spanId", std::string(asker.trace.span_id())},
          {"path", std::string(asker.path)}};
}

}  // namespace

void audit_failed_login(const Asker& asker, const auth::Outcome& outcome) {
  auto fields = fields_of(asker, outcome.shown_user());
  fields.push_back({"by", outcome.tried()});
  base::audit("login failed", fields);
}

void audit_denied(const Asker& asker, std::string_view user, std::string_view right,
                  const service::ReadRequest* question) {
  auto fields = fields_of(asker, user);
  fields.push_back({"right", std::string(right)});
  if (question != nullptr) {
    const auto& label = question->query.label();
    fields.push_back({"application", question->query.application()});
    fields.push_back({"profiles", question->query.profiles()});
    fields.push_back({"label", label ? label->text() : std::string()});
    fields.push_back({"file", question->path});
  }
  base::audit("denied", fields);
}

}  // namespace cairn::rpc

// See access_test.hpp.
#include "app/access_test.hpp"

#include <optional>
#include <utility>

#include "auth/ledger.hpp"
#include "auth/lines.hpp"
#include "http/permission.hpp"
#include "http/read_plan.hpp"

namespace cairn::app {
namespace {

Result<auth::PrincipalRef> principal_of(const auth::Ledger& ledger, const std::string& user) {
  const std::size_t colon = user.find(':');
  if (colon != std::string::npos) {
    auth::Principal who{
        user.substr(0, colon), auth::names_of(user.substr(colon + 1)), auth::Proof::jwt, {}, {}};
    if (!auth::is_name(who.name) || who.roles.empty()) {
      return fail(ErrorCode::invalid_argument, "'" + user + "' is not name:role,role");
    }
    return std::make_shared<const auth::Principal>(std::move(who));
  }
  auto known = ledger.find_by_name(user);
  if (!known) {
    return fail(ErrorCode::invalid_argument,
                "'" + user + "' is nobody who can log in; for a JWT write name:role,role");
  }
  return known;
}

Result<auth::Decision> explain_read(const auth::Access& access, const auth::Principal& who,
                                    const http::Route& route, const http::Options& options) {
  http::ReadPlan plan;
  plan.file = route.place == http::Place::file;
  const auto question = http::read_request(route, plan, options.validate_profiles);
  if (!question) {
    return fail(question.error());
  }
  return access.explain_read(
      who, question->query,
      plan.file ? std::optional<std::string_view>(question->path) : std::nullopt);
}

Result<auth::Decision> explain(const auth::Access& access, const auth::Principal& who,
                               const http::Route& route, const Settings& settings) {
  http::Need need = http::need_of(route);
  if (need.kind == http::Need::Kind::proof) {
    if (settings.monitor.check) {
      return auth::Decision{true, "a notification of a push has its own proof"};
    }
    need.kind = http::Need::Kind::right;
  }
  switch (need.kind) {
    case http::Need::Kind::open:
      return auth::Decision{true, "this is open to everybody"};
    case http::Need::Kind::query:
      return explain_read(access, who, route, settings.http);
    case http::Need::Kind::right:
      return access.explain(who, need.right);
    default:
      return auth::Decision{true, "this is open to everybody who can log in"};
  }
}

}  // namespace

Result<AccessAnswer> test_access(const Settings& settings, const std::string& user,
                                 const std::string& path) {
  const auto ledger = auth::Ledger::read(settings.auth, 1, auth::time_now());
  if (!ledger) {
    return fail(ledger.error());
  }
  const auto who = settings.auth.enabled
                       ? principal_of(**ledger, user)
                       : Result<auth::PrincipalRef>(std::make_shared<const auth::Principal>());
  if (!who) {
    return fail(who.error());
  }
  http::Target target;
  if (path.empty() || path.front() != '/' || !target.parse(path)) {
    return fail(ErrorCode::invalid_argument, "'" + path + "' is no path, as /shop/prod");
  }
  const auto parameters = http::QueryParameters::parse(target.query());
  const bool use_default_label = parameters && parameters->find("useDefaultLabel").has_value();
  const auto decision =
      explain((*ledger)->access(), **who,
              http::find_route(target, use_default_label, settings.http), settings);
  if (!decision) {
    return fail(decision.error(), "'" + path + "'");
  }
  return AccessAnswer{decision->granted,
                      (decision->granted ? "granted: " : "refused: ") + decision->why};
}

}  // namespace cairn::app

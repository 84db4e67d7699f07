// See door.hpp.
#include "rpc/door.hpp"

#include <utility>

namespace cairn::rpc {
namespace {

using auth::Outcome;

Verdict refusal(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::too_many) {
    return {Code::resource_exhausted,
            "too many failed logins; ask again in " + std::to_string(outcome.retry.count()) + " s"};
  }
  return {Code::unauthenticated, "valid credentials are needed in the metadata 'authorization'"};
}

bool granted(const auth::Access& access, const auth::Principal& who, const Need& need) {
  if (!need.right) {
    return true;
  }
  return need.question ? access.may_read(who, need.question->query, need.question->file())
                       : access.may(who, *need.right);
}

}  // namespace

void Door::admit(const std::shared_ptr<Door>& self, Visitor visitor, Need need, Callback done) {
  const std::uint64_t generation = self->authenticator_.generation();
  Outcome outcome;
  {
    const std::lock_guard lock(self->mutex_);
    outcome = self->entrance_.identify(visitor.peer, visitor.authorization);
  }
  if (outcome.kind != Outcome::Kind::slow) {
    if (outcome.failed) {
      audit_failed_login(visitor.asker, outcome);
    }
    self->decide(outcome, {outcome.who, generation, std::move(visitor.asker)}, need, done);
    return;
  }
  const auto asked = std::make_shared<Visitor>(std::move(visitor));
  self->authenticator_.try_later(
      asked->peer, asked->authorization,
      [self, asked, need = std::move(need), done = std::move(done)](Outcome proven) {
        const std::uint64_t now = self->authenticator_.generation();
        Outcome settled;
        {
          const std::lock_guard lock(self->mutex_);
          settled = self->entrance_.settle(asked->peer, asked->authorization, std::move(proven));
        }
        if (settled.failed) {
          audit_failed_login(asked->asker, settled);
        }
        self->decide(settled, {settled.who, now, std::move(asked->asker)}, need, done);
      });
}

void Door::decide(const Outcome& outcome, const Caller& caller, const Need& need,
                  const Callback& done) const {
  if (outcome.kind != Outcome::Kind::admitted) {
    done(refusal(outcome), {});
    return;
  }
  if (!granted(authenticator_.ledger()->access(), *caller.who, need)) {
    audit_denied(caller.asker, caller.who->name, auth::name_of(*need.right), need.question.get());
    done({Code::permission_denied, "'" + caller.who->name + "' may not do this"}, {});
    return;
  }
  done({}, caller);
}

Verdict Door::check_again(Caller& caller, const service::ReadRequest& question) const {
  const std::uint64_t now = authenticator_.generation();
  if (!authenticator_.may_differ(*caller.who, caller.generation)) {
    return {};
  }
  const auto ledger = authenticator_.ledger();
  auto who = ledger->renewed(*caller.who, auth::time_now());
  if (!who) {
    return refusal({});
  }
  if (!ledger->access().may_read(*who, question.query, question.file())) {
    audit_denied(caller.asker, who->name, auth::name_of(auth::Right::read), &question);
    return {Code::permission_denied, "'" + who->name + "' may not do this any more"};
  }
  caller.who = std::move(who);
  caller.generation = now;
  return {};
}

}  // namespace cairn::rpc

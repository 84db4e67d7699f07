// See entrance.hpp.
#include "auth/entrance.hpp"

#include <utility>

namespace cairn::auth {

Entrance::Entrance(const Authenticator& authenticator)
    : authenticator_(authenticator),
      ledger_(authenticator.ledger()),
      mac_(authenticator.mac_key()),
      seen_(authenticator.options().remembered_max),
      anybody_(std::make_shared<const Principal>()) {}

// Goes over to the present ledger; what was proven by an older one is asked for again.
void Entrance::enter() {
  if (authenticator_.generation() != ledger_->generation()) {
    ledger_ = authenticator_.ledger();
    seen_.clear();
  }
}

const Access& Entrance::access() {
  enter();
  return ledger_->access();
}

Outcome Entrance::with_certificate(const Peer& peer, Outcome outcome) const {
  if (outcome.kind != Outcome::Kind::admitted || peer.certificate_names.empty()) {
    return outcome;
  }
  const auto shown = ledger_->certificate(peer.certificate_names);
  if (!shown || shown->name == outcome.who->name) {
    return outcome;
  }
  Outcome refused;
  refused.failed = true;
  refused.failed_user = outcome.who->name;
  return refused;
}

// The other threads hear of it as well: the next connection of this address may be one of theirs.
void Entrance::keep(const std::string& mac, const PrincipalRef& who) {
  seen_.add(mac, {who, CredentialMemory::Clock::now() + authenticator_.options().remembered_for});
  authenticator_.remember(mac, who, ledger_->generation());
}

PrincipalRef Entrance::remembered(const std::string& mac, std::string_view authorization,
                                  const Peer& peer) {
  if (const auto* entry = seen_.find(mac, CredentialMemory::Clock::now())) {
    return entry->who;
  }
  // An address that failed too often learns nothing from what others have proven.
  const bool failing =
      authenticator_.failures().wait(peer.address, Failures::Clock::now()).has_value();
  const std::uint64_t generation = ledger_->generation();
  auto who = authenticator_.recall(
      failing ? mac : mac_.of(std::to_string(generation), authorization), generation);
  if (who) {
    keep(mac, who);
  }
  return who;
}

Outcome Entrance::identify(const Peer& peer, std::string_view authorization) {
  Outcome outcome;
  if (!authenticator_.enabled()) {
    outcome.kind = Outcome::Kind::admitted;
    outcome.who = anybody_;
    return outcome;
  }
  enter();
  if (authorization.empty()) {
    outcome.who = ledger_->certificate(peer.certificate_names);
    outcome.kind = outcome.who ? Outcome::Kind::admitted : Outcome::Kind::unauthenticated;
    return outcome;
  }
  const std::string mac = mac_.of(peer.address, authorization);
  outcome.who = remembered(mac, authorization, peer);
  if (outcome.who) {
    outcome.kind = Outcome::Kind::admitted;
    return with_certificate(peer, std::move(outcome));
  }
  outcome = authenticator_.try_now(*ledger_, peer, parse_credentials(authorization));
  if (outcome.kind == Outcome::Kind::admitted) {
    keep(mac, outcome.who);
  }
  return with_certificate(peer, std::move(outcome));
}

bool Entrance::would_refuse(const Peer& peer, std::string_view authorization) {
  if (!authenticator_.enabled()) {
    return false;
  }
  enter();
  if (authorization.empty()) {
    return ledger_->certificate(peer.certificate_names) == nullptr;
  }
  if (remembered(mac_.of(peer.address, authorization), authorization, peer)) {
    return false;
  }
  const Credentials credentials = parse_credentials(authorization);
  switch (credentials.kind) {
    case Credentials::Kind::basic:
      return ledger_->users().size() == 0 &&
             !ledger_->settings_user(credentials.user, credentials.secret);
    case Credentials::Kind::bearer:
      return !ledger_->bearer(credentials.secret.reveal(), time_now());
    default:
      return true;
  }
}

Outcome Entrance::settle(const Peer& peer, std::string_view authorization, Outcome outcome) {
  enter();
  if (outcome.kind != Outcome::Kind::admitted) {
    return outcome;
  }
  outcome.who = ledger_->renewed(*outcome.who, time_now());
  if (!outcome.who) {
    return {};
  }
  keep(mac_.of(peer.address, authorization), outcome.who);
  return with_certificate(peer, std::move(outcome));
}

}  // namespace cairn::auth

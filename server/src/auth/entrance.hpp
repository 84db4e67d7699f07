// Entrance: who is asking, for one network thread. What it has seen proven lately it admits without
// a lock, as long as nothing changed.
//
// Thread-safety: for one thread. Cost for who was seen: one HMAC of the credentials.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "auth/authenticator.hpp"
#include "auth/credential_memory.hpp"
#include "auth/mac.hpp"
#include "auth/outcome.hpp"

namespace cairn::auth {

class Entrance {
 public:
  // The authenticator must outlive it.
  explicit Entrance(const Authenticator& authenticator);

  // Takes the value of the Authorization field, "" for none. A client certificate that is mapped
  // counts where there is no field; where both are there, they must be of one principal.
  // `slow`: ask the authenticator's try_later(), then settle().
  [[nodiscard]] Outcome identify(const Peer& peer, std::string_view authorization);

  // Whether identify() would refuse; nothing is counted as a failure.
  [[nodiscard]] bool would_refuse(const Peer& peer, std::string_view authorization);

  // Takes what try_later() said. The outcome for the request that waited: a principal that was
  // proven by what does not count any more is nobody.
  [[nodiscard]] Outcome settle(const Peer& peer, std::string_view authorization, Outcome outcome);

  // The rules that count now.
  [[nodiscard]] const Access& access();

 private:
  void enter();
  void keep(const std::string& mac, const PrincipalRef& who);
  [[nodiscard]] Outcome with_certificate(const Peer& peer, Outcome outcome) const;
  [[nodiscard]] PrincipalRef remembered(const std::string& mac, std::string_view authorization,
                                        const Peer& peer);

  const Authenticator& authenticator_;
  std::shared_ptr<const Ledger> ledger_;
  Mac mac_;
  CredentialMemory seen_;  // by address and credentials
  const PrincipalRef anybody_;
};

}  // namespace cairn::auth

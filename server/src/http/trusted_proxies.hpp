// TrustedProxies: the proxies whose word about a client's address is believed
// (cairn.http.trusted-proxies), and what they say.
//
// Thread-safety: immutable once made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "auth/network_address.hpp"
#include "cairn/result.hpp"

namespace cairn::http {

// The field in which they say it (cairn.http.forwarded-header). One, since a proxy that writes one
// passes on what a client wrote into the other.
enum class ForwardedField { x_forwarded_for, forwarded };

class TrustedProxies {
 public:
  TrustedProxies() = default;  // nobody

  // Of addresses ("192.0.2.1", "2001:db8::1") and networks ("10.0.0.0/8", "fd00::/8").
  // Errors: invalid_argument, naming the text.
  [[nodiscard]] static Result<TrustedProxies> parse(const std::vector<std::string>& texts);

  [[nodiscard]] bool empty() const { return networks_.empty(); }
  [[nodiscard]] bool has(const auth::NetworkAddress& address) const;

  // The address of the client behind a trusted proxy at `peer`: read from the right, the first that
  // is not a trusted proxy's. What is no address ("unknown") ends the reading, and so does the
  // 16th: then it is the last one that was believed. `fields` are those of the request, in order.
  [[nodiscard]] std::string client_of(const std::vector<std::string_view>& fields,
                                      ForwardedField kind, const std::string& peer) const;

 private:
  struct Network {
    auth::NetworkAddress address;
    unsigned bits = 128;
  };
  std::vector<Network> networks_;
};

}  // namespace cairn::http

// Proxy: the HTTP proxy through which an http(s) remote is reached.
//
// Thread-safety: plain values and functions without shared state.
#pragma once

#include <string>
#include <vector>

#include "source/git/address.hpp"
#include "source/git/credentials.hpp"

namespace cairn::source::git {

struct Proxy {
  std::string host;  // "" for no proxy
  int port = 0;
  std::string username;  // "" when the proxy asks for none
  SecretSource password;
  std::vector<std::string> direct_hosts;  // reached without it; "*" stands for anything
};

struct Proxies {
  Proxy http;
  Proxy https;

  [[nodiscard]] bool empty() const { return http.host.empty() && https.host.empty(); }
};

// The proxy of an http(s) address: that of its own scheme, else the other one; null for none.
[[nodiscard]] const Proxy* proxy_of(const Proxies& proxies, const Address& address);

// Whether the address's host is one of the proxy's `direct_hosts`.
[[nodiscard]] bool is_direct(const Proxy& proxy, const Address& address);

// "http://user:password@host:port" as git takes it, encoded.
[[nodiscard]] base::Secret proxy_url(const Proxy& proxy, const base::Secret& password);

}  // namespace cairn::source::git

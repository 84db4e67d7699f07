// Principal: who is asking, once that is proven, and by what.
//
// Thread-safety: plain values; handed out as shared_ptr to something that never changes.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cairn::auth {

// Seconds since 1970: finer clocks end in the year 2262, and tokens need not.
using Time = std::chrono::sys_seconds;
[[nodiscard]] inline Time time_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// How a principal was proven.
enum class Proof {
  none,           // nobody is asked: the server has no credentials in its settings
  settings_user,  // spring.security.user
  users_file,
  token,
  certificate,
  jwt,
};

struct Principal {
  std::string name;
  std::vector<std::string> roles;
  Proof proof = Proof::none;
  // What it was proven with, in a form that proves nothing: a digest, a certificate's name, the id
  // of a key. A principal whose credential is not there any more is nobody.
  std::string credential;
  std::optional<Time> until;  // then it has to be proven anew
};

// Where a request comes from: what is known of its connection.
struct Peer {
  std::string address;  // in words, without the port
  // Subject alternative names of the certificate that the client proved to hold and one of our
  // authorities signed, as "DNS:host", "URI:spiffe://x" and "EMAIL:a@b"; none without one.
  std::vector<std::string> certificate_names;
};

}  // namespace cairn::auth

// Keys that a verb encrypts and decrypts with on this machine: options, and what they come to.
// Nothing confidential is an argument; keys are in files.
//
// Thread-safety: plain values.
#pragma once

#include <memory>
#include <string>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/keys.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace cairn::cli {

// Spring's key: a password, PEM, or a key store.
struct SpringKey {
  std::string file;
  std::string salt = "deadbeef";
  std::string store;
  std::string store_password_file;
  std::string alias;
  std::string rsa_algorithm = "DEFAULT";
  bool rsa_strong = false;
  std::string rsa_salt = "deadbeef";

  [[nodiscard]] bool given() const { return !file.empty() || !store.empty(); }
};

struct CipherKeys {
  std::string ring_file;  // of Cairn's own format
  SpringKey spring;

  [[nodiscard]] bool given() const { return !ring_file.empty() || spring.given(); }
};

void add_cipher_keys(CLI::App& verb, CipherKeys& keys);

struct LoadedKeys {
  std::shared_ptr<const crypto::Keys> spring;  // null for none
  crypto::KeyRing ring;
};

// `active` is the id of the ring's key that writes; "" for the only one.
// Errors: those of the files; invalid_argument for keys that cannot be used.
[[nodiscard]] Result<LoadedKeys> load_keys(const CipherKeys& keys, const std::string& active);
[[nodiscard]] Result<std::shared_ptr<const crypto::Keys>> load_spring_key(const SpringKey& key);

// All of standard input, without one line end at its end unless `raw`; from a terminal a line that
// is not shown. Errors: resource_exhausted beyond 1 MB; internal; unauthenticated for Control-C.
[[nodiscard]] Result<base::Secret> read_standard_input(const std::string& prompt, bool raw);

}  // namespace cairn::cli

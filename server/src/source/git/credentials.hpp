// Credentials of a remote: what the settings say, and what is read from files each time anew, so
// that a file may be replaced while the server runs.
//
// Thread-safety: plain values, and a function without shared state.
#pragma once

#include <string>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::source::git {

// A secret itself, or the file that holds it, which wins. Line ends at the end of the file do not
// count.
struct SecretSource {
  base::Secret text;
  std::string file;

  [[nodiscard]] bool empty() const { return text.empty() && file.empty(); }
};

struct CredentialSources {
  std::string username;
  std::string username_file;  // wins
  SecretSource password;
  SecretSource token;        // sent to http(s) as Bearer, in place of user and password
  SecretSource private_key;  // of ssh: PEM or OpenSSH's own format
  SecretSource passphrase;   // of that key, or of those in ~/.ssh

  // What an address holds counts where the settings have nothing: its password with its user only.
  void add_login(std::string user, base::Secret its_password);
  // The login of another repository, where there is none here; keys are not part of it.
  void inherit(const CredentialSources& from);
};

struct Credentials {
  std::string username;
  base::Secret password;
  base::Secret token;
  base::Secret private_key;
  base::Secret passphrase;
  base::Secret proxy_password;
};

// A larger file is no credential.
constexpr std::size_t credential_bytes_max = 64U * 1024;

// What a source holds now; nothing when it is empty. `what` is for messages: "the password".
// Errors: unavailable, naming the file, when it cannot be read, is empty or too large.
[[nodiscard]] Result<base::Secret> read_secret(const SecretSource& source, const std::string& what);

// Errors: as read_secret.
[[nodiscard]] Result<Credentials> read_credentials(const CredentialSources& sources);

// The text with "***" in place of each secret, as it is and as HTTP sends it.
[[nodiscard]] std::string without_secrets(std::string text, const Credentials& credentials);

// Whether a private key needs a passphrase before it can be used.
[[nodiscard]] bool is_encrypted_key(const base::Secret& private_key);

}  // namespace cairn::source::git

// Keys: the keys of a server, by the settings encrypt.*: one key text, or a key store whose keys
// are chosen by the pairs in front of a cipher text ({key:alias}{secret:password}).
//
// Thread-safety: any thread at any time. Cost: a key of a store is opened when it is first asked
// for and kept, up to `opened_keys_max` of them.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/cipher_prefix.hpp"
#include "crypto/key_store.hpp"
#include "crypto/rsa_cipher.hpp"
#include "crypto/text_cipher.hpp"

namespace cairn::crypto {

struct KeyOptions {
  base::Secret key;               // encrypt.key; not looked at beside a store
  std::string salt = "deadbeef";  // encrypt.salt, of a password
  struct Store {
    std::string path;
    base::Secret password;
    std::string alias;    // of cipher texts without {key:...}
    base::Secret secret;  // of its key
  };
  std::optional<Store> store;
  RsaOptions rsa;  // of keys of the store
};

class Keys {
 public:
  static constexpr std::size_t opened_keys_max = 64;

  // Opens the key, or the store and its default key. Errors: invalid_argument for a key or a store
  // that cannot be used, not_found for a missing file; messages hold no key and no password.
  [[nodiscard]] static Result<std::shared_ptr<const Keys>> open(const KeyOptions& options);

  // The cipher that the pairs choose. Errors: invalid_argument for an alias that is not there or a
  // secret that does not open its key.
  [[nodiscard]] Result<TextCipherPtr> locate(const CipherPairs& pairs) const;

  // The cipher of texts without pairs.
  [[nodiscard]] const TextCipherPtr& usual() const { return usual_; }

  // A name for what locate() would find, which says nothing about keys and secrets: equal for equal
  // choices, in this process only.
  [[nodiscard]] std::string slot(const CipherPairs& pairs) const;

  // A digest of a digest that only who has the keys can compute: equal on every replica with these
  // keys.
  [[nodiscard]] std::string blinded(std::string_view digest) const;

 private:
  Keys() = default;
  [[nodiscard]] Result<void> open_store(const KeyOptions& options);
  [[nodiscard]] Result<TextCipherPtr> open_key(std::string_view alias,
                                               const base::Secret& secret) const;

  TextCipherPtr usual_;
  std::optional<KeyStore> store_;
  std::string alias_;  // the defaults of the store
  base::Secret secret_;
  RsaOptions rsa_;
  base::Secret pepper_;    // random, for slots
  base::Secret blinding_;  // made of the keys

  mutable std::mutex mutex_;
  // Guarded by mutex_; by slot.
  mutable std::unordered_map<std::string, Result<TextCipherPtr>> opened_;
};

}  // namespace cairn::crypto

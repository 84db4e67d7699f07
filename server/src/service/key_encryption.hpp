// KeyEncryption: Encryption with the keys of this server.
//
// Thread-safety: all functions may be called from any thread. Ownership: has threads of its own,
// since RSA takes its time; the destructor answers what waits.
#pragma once

#include <cstddef>
#include <memory>

#include "base/thread_pool.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/keys.hpp"
#include "service/encryption.hpp"

namespace cairn::service {

class KeyEncryption final : public Encryption {
 public:
  struct Options {
    std::size_t threads = 1;
    std::size_t waiting_max = 256;  // more are answered 429
    crypto::KeyRing ring = {};      // of Cairn's own format
    bool writes_bound = false;      // /encrypt writes that format
  };

  // `keys` may be null: what needs Spring's is then answered that there are none.
  KeyEncryption(std::shared_ptr<const crypto::Keys> keys, const Options& options)
      : keys_(std::move(keys)),
        ring_(options.ring),
        writes_bound_(options.writes_bound),
        threads_(options.threads, options.waiting_max) {}

  void ask(CipherQuestion question, Callback done) override;

  // The reply itself, on this thread.
  [[nodiscard]] CipherReply reply(const CipherQuestion& question) const;

 private:
  [[nodiscard]] CipherReply encrypt(const CipherQuestion& question) const;
  [[nodiscard]] CipherReply decrypt(const CipherQuestion& question) const;
  [[nodiscard]] CipherReply bind(const CipherQuestion& question) const;
  [[nodiscard]] CipherReply unbind(const CipherQuestion& question) const;

  const std::shared_ptr<const crypto::Keys> keys_;
  const crypto::KeyRing ring_;
  const bool writes_bound_;
  base::ThreadPool threads_;
};

}  // namespace cairn::service

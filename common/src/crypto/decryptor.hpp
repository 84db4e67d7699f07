// Decryptor: encrypted values to texts. CachedDecryptor does it with the server's keys, and
// remembers what it opened: a commit that leaves a value as it was costs no RSA again. Values of
// Cairn's own format are opened each time, which costs less than to look them up.
//
// Thread-safety: any thread at any time.
#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/secret.hpp"
#include "crypto/bound_cipher.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/keys.hpp"

namespace cairn::crypto {

class Decryptor {
 public:
  enum class Effort {
    remembered,  // only what was opened before, or costs no more than looking it up
    any,         // RSA if need be: about a millisecond
  };
  enum class State { opened, not_ours, not_remembered };

  struct Opened {
    State state = State::not_ours;
    base::Secret text = {};
    bool first_time = false;  // it was not remembered
    std::string reason = {};  // why one of Cairn's own format is not ours; told the first time
  };

  virtual ~Decryptor() = default;

  // What a value holds; `value` begins behind "{cipher}", with its pairs if it has some. Spring's
  // formats open at any place, Cairn's own at the place it was written for.
  [[nodiscard]] virtual Opened open(std::string_view value, const ValuePlace& place,
                                    Effort effort) = 0;

  // A tag that tells what was decrypted to nobody who has not the keys; `digest` is one of the
  // content.
  [[nodiscard]] virtual std::string blinded(std::string_view digest) const = 0;
};

class CachedDecryptor final : public Decryptor {
 public:
  // `keys` may be null: then no value of Spring's is ours; a ring without keys opens none of
  // Cairn's own. At most `bytes_max` are remembered, what was not used for longest goes first.
  CachedDecryptor(std::shared_ptr<const Keys> keys, std::size_t bytes_max, KeyRing ring = {})
      : keys_(std::move(keys)), ring_(std::move(ring)), bytes_max_(bytes_max) {}

  [[nodiscard]] Opened open(std::string_view value, const ValuePlace& place,
                            Effort effort) override;
  [[nodiscard]] std::string blinded(std::string_view digest) const override;

  [[nodiscard]] std::size_t remembered() const;  // values

 private:
  struct Entry {
    std::string key;
    std::optional<base::Secret> text;  // none: it is not ours
  };

  [[nodiscard]] Opened open_bound(std::string_view value, const ValuePlace& place);
  [[nodiscard]] std::optional<Opened> find(const std::string& key);
  void remember(std::string key, const std::optional<base::Secret>& text);
  [[nodiscard]] static std::size_t size_of(const Entry& entry);

  const std::shared_ptr<const Keys> keys_;
  const KeyRing ring_;
  const std::size_t bytes_max_;
  std::atomic<bool> missed_keys_{false};  // a value was met, and there are no keys

  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // Guarded by mutex_, as the next two; the most recently used first.
  std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
  std::size_t bytes_ = 0;
};

}  // namespace cairn::crypto

// A sealed file: the stored form of an answer, encrypted and authenticated. Pure bytes; where they
// lie is for cache.cpp.
//
//   offset  bytes
//        0      8  "CAIRNLKG"
//        8      2  format, 1
//       10      2  0
//       12      4  n, the length of the ciphertext
//       16     64  digest of the scope
//       80     16  id of the key
//       96     12  nonce, random for each file
//      108      n  ciphertext (AES-256-GCM)
//    108+n     16  tag, over the ciphertext and all that stands before it
//
// Numbers are big-endian. A reader knows format 1; of a newer one it says so.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cache/miss.hpp"
#include "cairn/result.hpp"

namespace cairn::cache {

inline constexpr std::uint16_t format_version = 1;
inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t sealing_bytes = 124;  // a file is larger than its content by this

// A key for the cache: exactly 32 bytes.
class Key {
 public:
  // From 32 bytes as they are, 64 hexadecimal digits, or base64; one line end behind digits or
  // base64 is ignored. None for anything else.
  [[nodiscard]] static std::optional<Key> parse(std::string_view text);
  // From the system's random numbers. Errors: internal.
  [[nodiscard]] static Result<Key> random();

  [[nodiscard]] std::string_view reveal() const { return bytes_.reveal(); }
  // 16 hexadecimal digits that tell keys apart and nothing about them.
  [[nodiscard]] std::string id() const;

 private:
  explicit Key(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Secret bytes_;
};

// `scope_digest` as Scope::digest gives it. Errors: internal when OpenSSL refuses or has no random
// numbers, resource_exhausted for contents of 4 GiB and more.
[[nodiscard]] Result<std::string> seal(std::string_view content, std::string_view scope_digest,
                                       const Key& key);

// The content, if the file is whole, is for this scope and was sealed with this key.
[[nodiscard]] Found<std::string> unseal(std::string_view file, std::string_view scope_digest,
                                        const Key& key);

}  // namespace cairn::cache

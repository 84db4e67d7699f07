// KeyRing: the keys of Cairn's own format by their ids. All of them open; one of them writes.
//
// Thread-safety: immutable.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::crypto {

inline constexpr std::size_t ring_keys_max = 1'000;
inline constexpr std::size_t keys_file_bytes_max = std::size_t{256} * 1024;

class KeyRing {
 public:
  struct Key {
    std::string id;      // see is_key_id()
    base::Secret bytes;  // 32
  };

  KeyRing() = default;

  // `active` names the key that writes; "" for the only one there is, and for none of several.
  // Errors: invalid_argument for an id that is none or stands twice, and for an active key that is
  // not there; resource_exhausted beyond ring_keys_max.
  [[nodiscard]] static Result<KeyRing> make(std::vector<Key> keys, std::string_view active);

  // Null when there is none of that id.
  [[nodiscard]] const base::Secret* find(std::string_view id) const;
  // The key that writes; null when none was named.
  [[nodiscard]] const Key* active() const;
  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

  // A digest of a digest that only who has the keys can compute.
  [[nodiscard]] std::string blinded(std::string_view digest) const;

 private:
  std::vector<Key> keys_;
  std::size_t active_ = 0;  // keys_.size() for none
};

// The 32 bytes of a key, from base64 of either alphabet, with padding or without, or from 64
// hexadecimal digits. Errors: invalid_argument, without the text.
[[nodiscard]] Result<base::Secret> parse_ring_key(std::string_view text);

// Lines "<id>: <key>"; blank lines, and those that begin with "#", do not count. `path` is named in
// errors. Errors: invalid_argument with the line, and without what stands there.
[[nodiscard]] Result<std::vector<KeyRing::Key>> parse_keys(std::string_view text,
                                                           const std::string& path);

// A file of such lines. Errors: as read_file and parse_keys; at most keys_file_bytes_max.
[[nodiscard]] Result<std::vector<KeyRing::Key>> read_keys_file(const std::string& path);

// Such a line for a new key. Errors: invalid_argument for an id that is none; internal without
// random numbers.
[[nodiscard]] Result<base::Secret> new_key_line(std::string_view id);

}  // namespace cairn::crypto

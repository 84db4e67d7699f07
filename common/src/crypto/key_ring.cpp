// See key_ring.hpp.
#include "crypto/key_ring.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/hidden_memory.hpp"
#include "base/text.hpp"
#include "crypto/bound_text.hpp"
#include "crypto/cipher_text.hpp"
#include "crypto/gcm.hpp"

namespace cairn::crypto {
namespace {

constexpr std::size_t hex_digits = 2 * gcm_key_bytes;

Failure no_key_id(std::string_view id) {
  return fail(ErrorCode::invalid_argument,
              "'" + base::shortened(id, 40) +
                  "' is no id of a key: it has 1 to 32 lower-case letters, digits and dashes");
}

std::optional<std::string> key_bytes(std::string_view text) {
  if (text.size() == hex_digits) {
    return decode_hex(text);
  }
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  auto bytes = decode_loose_base64(standard);
  base::wipe(standard);
  return bytes;
}

// One line of a keys file; nullopt for one that does not count.
Result<std::optional<KeyRing::Key>> key_of_line(std::string_view line) {
  line = base::trim(line);
  if (line.empty() || line.front() == '#') {
    return std::optional<KeyRing::Key>();
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "it is not '<id>: <key>'");
  }
  const std::string_view id = base::trim(line.substr(0, colon));
  if (!is_key_id(id)) {  // which may be a key at the wrong side: it is not shown
    return fail(ErrorCode::invalid_argument,
                "an id has 1 to 32 lower-case letters, digits and dashes");
  }
  auto bytes = parse_ring_key(base::trim(line.substr(colon + 1)));
  if (!bytes) {
    return fail(std::move(bytes).error());
  }
  return std::optional(KeyRing::Key{std::string(id), *std::move(bytes)});
}

}  // namespace

Result<KeyRing> KeyRing::make(std::vector<Key> keys, std::string_view active) {
  if (keys.size() > ring_keys_max) {
    return fail(ErrorCode::resource_exhausted,
                "more than " + std::to_string(ring_keys_max) + " keys");
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!is_key_id(keys[i].id)) {
      return no_key_id(keys[i].id);
    }
    if (i > 0 && keys[i].id == keys[i - 1].id) {
      return fail(ErrorCode::invalid_argument, "the key '" + keys[i].id + "' stands twice");
    }
  }
  KeyRing ring;
  ring.keys_ = std::move(keys);
  ring.active_ = ring.keys_.size() == 1 && active.empty() ? 0 : ring.keys_.size();
  if (!active.empty()) {
    const auto found = std::find_if(ring.keys_.begin(), ring.keys_.end(),
                                    [&](const Key& key) { return key.id == active; });
    if (found == ring.keys_.end()) {
      return fail(ErrorCode::invalid_argument,
                  "there is no key '" + base::shortened(active, 40) + "'");
    }
    ring.active_ = static_cast<std::size_t>(found - ring.keys_.begin());
  }
  return ring;
}

const base::Secret* KeyRing::find(std::string_view id) const {
  const auto found =
      std::lower_bound(keys_.begin(), keys_.end(), id,
                       [](const Key& key, std::string_view wanted) { return key.id < wanted; });
  return found != keys_.end() && found->id == id ? &found->bytes : nullptr;
}

const KeyRing::Key* KeyRing::active() const {
  return active_ < keys_.size() ? &keys_[active_] : nullptr;
}

std::string KeyRing::blinded(std::string_view digest) const {
  base::Sha256 blinded;
  blinded.add_field("cairn key ring");
  for (const Key& key : keys_) {
    blinded.add_field(key.id);
    blinded.add_field(key.bytes.reveal());
  }
  blinded.add_field(digest);
  return blinded.hex();
}

Result<base::Secret> parse_ring_key(std::string_view text) {
  auto bytes = key_bytes(text);
  if (bytes && bytes->size() == gcm_key_bytes) {
    return base::Secret(*std::move(bytes));
  }
  if (bytes) {
    base::wipe(*bytes);
  }
  return fail(ErrorCode::invalid_argument,
              "a key is 32 bytes, as base64 or as 64 hexadecimal digits");
}

Result<std::vector<KeyRing::Key>> parse_keys(std::string_view text, const std::string& path) {
  std::vector<KeyRing::Key> keys;
  std::uint32_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    auto key = key_of_line(line);
    if (!key) {
      return fail(ErrorCode::invalid_argument, key.error().message, {path, {number, 1}});
    }
    if (*key) {
      keys.push_back(**std::move(key));
    }
  }
  return keys;
}

Result<std::vector<KeyRing::Key>> read_keys_file(const std::string& path) {
  auto content = base::read_file(path, keys_file_bytes_max);
  if (!content) {
    return fail(std::move(content).error());
  }
  const base::Secret text(*std::move(content));
  return parse_keys(text.reveal(), path);
}

Result<base::Secret> new_key_line(std::string_view id) {
  if (!is_key_id(id)) {
    return no_key_id(id);
  }
  std::string bytes(gcm_key_bytes, '\0');
  if (RAND_priv_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                      static_cast<int>(bytes.size())) != 1) {
    return fail(ErrorCode::internal, "no random numbers");
  }
  std::string line = std::string(id) + ": " + base::encode_base64(bytes);
  base::wipe(bytes);
  return base::Secret(std::move(line));
}

}  // namespace cairn::crypto

// See bound_cipher.hpp.
#include "crypto/bound_cipher.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/text.hpp"
#include "crypto/gcm.hpp"

namespace cairn::crypto {
namespace {

static_assert(bound_nonce_bytes == gcm_nonce_bytes && bound_tag_bytes == gcm_tag_bytes);

void add_field(std::string& out, std::string_view field) {
  const auto size = static_cast<std::uint32_t>(field.size());
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    out += static_cast<char>((size >> shift) & 0xFFU);
  }
  out += field;
}

Failure altered_or_moved() {
  return fail(ErrorCode::failed_precondition, "altered or moved");
}

}  // namespace

std::string without_indexes(std::string_view key) {
  std::string out;
  for (std::size_t at = 0; at < key.size();) {
    out += key[at];
    const std::size_t end = key[at] == '[' ? key.find_first_not_of("0123456789", at + 1) : at;
    const bool index =
        end != at && end != std::string_view::npos && end > at + 1 && key[end] == ']';
    at = index ? end : at + 1;
  }
  return out;
}

std::string associated_data(std::string_view key_id, const ValuePlace& place) {
  std::string out;
  add_field(out, "cairn:1");
  add_field(out, key_id);
  add_field(out, place.application);
  add_field(out, without_indexes(place.key));
  return out;
}

Result<std::string> seal_value(const KeyRing& ring, const ValuePlace& place,
                               std::string_view plain) {
  const KeyRing::Key* key = ring.active();
  if (key == nullptr) {
    return fail(ErrorCode::failed_precondition, "there is no key that writes");
  }
  if (place.application.empty() || place.key.empty() || !base::is_utf8(place.application) ||
      !base::is_utf8(place.key) || !base::is_utf8(plain)) {
    return fail(ErrorCode::invalid_argument,
                "an application, a key and a text are needed, all of them UTF-8");
  }
  BoundText made{key->id, std::string(bound_nonce_bytes, '\0')};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(made.bytes.data()),
                 static_cast<int>(made.bytes.size())) != 1) {
    return fail(ErrorCode::internal, "no random numbers");
  }
  const auto sealed = gcm_seal(key->bytes, made.bytes, associated_data(key->id, place), plain);
  if (!sealed) {
    return fail(ErrorCode::internal, "the text cannot be encrypted");
  }
  made.bytes += *sealed;
  return made.text();
}

Result<base::Secret> open_value(const KeyRing& ring, const ValuePlace& place,
                                std::string_view text) {
  const auto parsed = BoundText::parse(text);
  if (!parsed) {
    return fail(ErrorCode::invalid_argument, "not of the form cairn:1:<key id>:<base64url>");
  }
  const base::Secret* key = ring.find(parsed->key_id);
  if (key == nullptr) {
    return fail(ErrorCode::not_found, "unknown key id '" + parsed->key_id + "'");
  }
  if (place.application.empty() || place.key.empty()) {
    return altered_or_moved();
  }
  const std::string_view bytes = parsed->bytes;
  auto plain = gcm_open(*key, bytes.substr(0, bound_nonce_bytes),
                        associated_data(parsed->key_id, place), bytes.substr(bound_nonce_bytes));
  if (!plain || !base::is_utf8(plain->reveal())) {
    return altered_or_moved();
  }
  return *std::move(plain);
}

}  // namespace cairn::crypto

// Cairn's own cipher: AES-256-GCM with the place of the value as associated data, so that it opens
// nowhere else. docs/ENCRYPTION-FORMAT.md draws it byte by byte.
//
// Thread-safety: pure functions; OpenSSL's random numbers are safe to draw from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/bound_text.hpp"
#include "crypto/key_ring.hpp"

namespace cairn::crypto {

// Where a value belongs: an application's files, and a key in them.
struct ValuePlace {
  // The name under which the file is looked for: "shop" for shop.yml and shop-dev.yml,
  // "application" for those of everybody. "" for no place: nothing opens there.
  std::string_view application = {};
  std::string_view key = {};  // flat, "steps[0].name"; which element of a list it is does not count
};

// What a key of a place counts as: "steps[].name" for "steps[0].name".
[[nodiscard]] std::string without_indexes(std::string_view key);

// The associated data: see the document.
[[nodiscard]] std::string associated_data(std::string_view key_id, const ValuePlace& place);

// A cipher text, another one each time. Errors: failed_precondition without a key that writes;
// invalid_argument for a text that is no UTF-8, or a place without application or key; internal
// when OpenSSL refuses.
[[nodiscard]] Result<std::string> seal_value(const KeyRing& ring, const ValuePlace& place,
                                             std::string_view plain);

// The text. Errors: invalid_argument for a text of another form or version; not_found for the id of
// a key that is not here; failed_precondition for one that was altered or moved.
[[nodiscard]] Result<base::Secret> open_value(const KeyRing& ring, const ValuePlace& place,
                                              std::string_view text);

}  // namespace cairn::crypto

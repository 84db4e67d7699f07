// PKCS#12, read with OpenSSL the way Java sees such a store: keys under their friendly names,
// certificates without a key under theirs.
//
// Thread-safety: functions without shared state, but that a store with an old cipher (RC2) loads
// OpenSSL's legacy provider, once.
#pragma once

#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "cairn/result.hpp"
#include "crypto/key_entry.hpp"

namespace cairn::crypto {

// The entries; a key without a name has a number, counted from 1. Errors: invalid_argument for a
// wrong password, and for what is no PKCS#12.
[[nodiscard]] Result<std::vector<KeyEntry>> read_pkcs12(std::string_view bytes,
                                                        const base::Secret& password);

// The PKCS#8 key that an entry's bytes hold. Errors: invalid_argument for a wrong password.
[[nodiscard]] Result<base::Secret> open_pkcs12_key(const base::Secret& der,
                                                   const base::Secret& password);

}  // namespace cairn::crypto

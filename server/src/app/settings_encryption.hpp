// The settings of encryption: keys, and which of the endpoints for ciphers there are.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"
#include "crypto/keys.hpp"

namespace cairn::app {

// encrypt.*: a key store wins over a key text; neither is no key. Files are not opened here.
[[nodiscard]] std::optional<crypto::KeyOptions> read_keys(SettingsReader& reader);

// Reads the file of cairn.encrypt.keys-file as well: what is wrong in it is an error like the
// others.
[[nodiscard]] EncryptionSettings read_encryption(const SettingsTree& tree, SettingsReader& reader);

// cairn.encrypt.endpoints; without it everything on a loopback address, else nothing.
[[nodiscard]] http::CipherEndpoints read_cipher_endpoints(SettingsReader& reader,
                                                          std::string_view address);

}  // namespace cairn::app

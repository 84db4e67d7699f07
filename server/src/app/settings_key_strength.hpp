// Keys and passwords of this server that protect little: short, well-known, with the salt that
// everybody has, readable by others. A warning with its reason, or with
// cairn.security.strict-keys=true an error; an empty key is one always.
//
// Thread-safety: pure functions, but that the mode of a keys file is looked at.
#pragma once

#include <optional>
#include <string>

#include "app/settings.hpp"
#include "app/settings_reader.hpp"

namespace cairn::app {

inline constexpr std::size_t key_characters_wanted = 16;       // of encrypt.key
inline constexpr std::size_t password_characters_wanted = 12;  // of others
inline constexpr std::size_t rsa_bits_wanted = 2048;

void review_keys(const SettingsTree& tree, SettingsReader& reader, const Settings& settings);

// What is weak about an opened RSA key; nullopt for nothing.
[[nodiscard]] std::optional<std::string> weakness_of(const crypto::Keys& keys);

}  // namespace cairn::app

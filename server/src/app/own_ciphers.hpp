// Encrypted values of the server's own settings: "{cipher}..." in its application.yml, opened with
// the key that stands in the same settings, as the reference does before it reads them.
//
// Thread-safety: a function without shared state; it may read a key store.
#pragma once

#include "app/settings_tree.hpp"
#include "cairn/result.hpp"

namespace cairn::app {

// The tree with every such value opened; among environment variables only those that are settings.
// Pairs in front of a cipher text choose no key here. With encrypt.fail-on-error=false what cannot
// be opened is empty.
//
// Errors: invalid_argument, with the place of the value, when it cannot be opened or there is no
// key; those of crypto::Keys::open, when there is such a value at all.
[[nodiscard]] Result<SettingsTree> open_own_ciphers(const SettingsTree& tree);

}  // namespace cairn::app

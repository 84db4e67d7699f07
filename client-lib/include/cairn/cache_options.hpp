// CacheOptions and OverrideOptions: the last known good configuration on this machine, and the
// operator's own.
//
// The cache is one file for each thing that can be asked (servers, application, profiles, label,
// user), encrypted and authenticated (AES-256-GCM). It stands in when no server can be reached, in
// time-outs and for 5xx; never when a server says that access is denied. With the default key, a
// random one beside the cache, that guards against damage and against copies that go astray, not
// against somebody who can read the files of this user: give `key_file` or `key` for that.
//
// Thread-safety: plain values; `key` is called by one thread at a time for each client.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace cairn {

struct CacheOptions {
  bool enabled = true;
  // Must belong to this user and to nobody else (mode 0700); it is made if it is not there. Empty
  // for $XDG_STATE_HOME/cairn/client, or ~/.local/state/cairn/client without that variable.
  std::string directory;
  // A file with 32 random bytes: as they are, as 64 hexadecimal digits or as base64. For this user
  // only (mode 0600 or 0400). Empty for `key`, or without that for a file `key` in the directory,
  // which is made on the first write.
  std::string key_file;
  // Gives the 32 bytes, from a key store for example; called for each read and write. Empty text or
  // an exception mean "no key": then nothing is read and nothing is written.
  std::function<std::string()> key;
  // Older answers are not used; none for any age.
  std::optional<std::chrono::seconds> age_max;
  std::size_t file_bytes_max = 64U * 1024 * 1024;  // a larger file is neither written nor read
};

struct OverrideOptions {
  // A file of the operator's, in YAML, properties or JSON (by its extension; YAML without a known
  // one), whose values come before all that servers say. Read first, also when servers are there.
  // Must belong to this user or to root, and be writable for nobody else. Empty for none.
  std::string file;
  std::size_t file_bytes_max = 8U * 1024 * 1024;
};

}  // namespace cairn

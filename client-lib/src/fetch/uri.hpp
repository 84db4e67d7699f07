// Uri: the address of a configuration server, taken apart, without its credentials.
//
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "cairn/result.hpp"

namespace cairn::fetch {

struct Uri {
  bool tls = false;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string path;  // "" or "/prefix", without a slash at its end

  // "https://config.example.org:8443/prefix"; the port is left out where it is the scheme's own.
  [[nodiscard]] std::string text() const;
  // "config.example.org:8443", as in the Host header.
  [[nodiscard]] std::string authority() const;
};

// What stood before the '@', decoded.
struct UserInfo {
  std::string user;
  std::optional<base::Secret> password;  // none without a ':'
};

struct ParsedUri {
  Uri uri;
  std::optional<UserInfo> user_info;
};

// Parses "http[s]://[user[:password]@]host[:port][/path]".
// Errors: invalid_argument; the message never shows what stood before the '@'.
[[nodiscard]] Result<ParsedUri> parse_uri(std::string_view text);

}  // namespace cairn::fetch

// Remembered: an environment as it was when a server last gave it, and the bytes that it is stored
// as, before encryption.
//
// Thread-safety: plain values; pure functions.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "cache/miss.hpp"
#include "cairn/environment.hpp"

namespace cairn::cache {

struct Remembered {
  Environment environment;
  std::string etag;
  std::string uri;                                   // of the server that gave it
  std::string label;                                 // of the labels to try: the one that answered
  std::string revision;                              // Cairn-Revision; "" from other servers
  std::chrono::system_clock::time_point fetched_at;  // kept to the millisecond
};

// Everything that selects an answer. A stored answer is used for exactly its own scope.
struct Scope {
  std::vector<std::string> uris;  // without credentials, in order
  std::string application;
  std::string profiles;
  std::string label;
  std::string user;  // fetch::principal_of

  // 64 hexadecimal digits.
  [[nodiscard]] std::string digest() const;
};

[[nodiscard]] std::string encode(const Remembered& remembered);

// Only what `encode` writes is read: anything else is Reason::damaged.
[[nodiscard]] Found<Remembered> decode(std::string_view bytes);

}  // namespace cairn::cache

// ObjectId: the id of a Git object, 20 bytes.
//
// Thread-safety: a plain value.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::source::git {

struct ObjectId {
  static constexpr std::size_t hex_digits = 40;

  std::array<unsigned char, 20> bytes{};

  // From 20 bytes.
  [[nodiscard]] static ObjectId from_raw(const unsigned char* raw) {
    ObjectId id;
    std::copy_n(raw, id.bytes.size(), id.bytes.begin());
    return id;
  }
  // From 40 hex digits of either case; nullopt for anything else.
  [[nodiscard]] static std::optional<ObjectId> parse(std::string_view hex);
  [[nodiscard]] std::string hex() const;

  friend bool operator==(const ObjectId& a, const ObjectId& b) { return a.bytes == b.bytes; }
  friend bool operator!=(const ObjectId& a, const ObjectId& b) { return !(a == b); }
};

// The digits of an id are as good as any hash of them.
struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const {
    std::size_t hash = 0;
    std::memcpy(&hash, id.bytes.data(), sizeof hash);
    return hash;
  }
};

[[nodiscard]] bool is_hex(std::string_view text);

}  // namespace cairn::source::git

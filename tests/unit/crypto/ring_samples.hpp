// What the tests of Cairn's own format share: rings of known keys, and ways to alter a text.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bound_text.hpp"
#include "crypto/gcm.hpp"
#include "crypto/key_ring.hpp"

namespace cairn::crypto::test {

// Keys of these ids: the first two have the bytes 0, 1, ... 31, as in the vectors; each of the
// others its own.
inline KeyRing ring_of(std::initializer_list<const char*> ids, std::string_view active) {
  std::vector<KeyRing::Key> keys;
  for (const char* id : ids) {
    const std::string_view name(id);
    const bool of_vectors = name == "k1" || name == "2026-11";
    std::string bytes;
    for (std::size_t i = 0; i < gcm_key_bytes; ++i) {
      bytes += of_vectors ? static_cast<char>(i)
                          : static_cast<char>(name[i % name.size()] ^ static_cast<char>(i));
    }
    keys.push_back({std::string(name), base::Secret(std::move(bytes))});
  }
  return KeyRing::make(std::move(keys), active).value();
}

// Numbers that are the same in every run.
class Numbers {
 public:
  explicit Numbers(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_()) % end; }

 private:
  std::mt19937 engine_;
};

// `text` altered in one of the ways of somebody who cannot have the key: bytes changed, added,
// taken away, exchanged with those of another text; other ids, versions, spellings.
inline std::string altered_text(const std::string& text, const std::string& other,
                                Numbers& numbers) {
  BoundText parts = *BoundText::parse(text);
  const BoundText others = *BoundText::parse(other);
  std::string& bytes = parts.bytes;
  const std::size_t at = numbers.below(bytes.size());
  std::string spelling = text;
  switch (numbers.below(10)) {
    case 0:
      bytes[at] = static_cast<char>(numbers.below(256));
      break;
    case 1:
      bytes.erase(at, 1 + numbers.below(8));
      break;
    case 2:
      bytes.insert(at, 1 + numbers.below(8), static_cast<char>(numbers.below(256)));
      break;
    case 3:  // the end of another text
      bytes = bytes.substr(0, at) + others.bytes.substr(std::min(at, others.bytes.size()));
      break;
    case 4:  // the tag of another text
      bytes = bytes.substr(0, bytes.size() - bound_tag_bytes) +
              others.bytes.substr(others.bytes.size() - bound_tag_bytes);
      break;
    case 5:
      std::swap(bytes[at], bytes[numbers.below(bytes.size())]);
      break;
    case 6:
      parts.key_id = numbers.below(2) == 0 ? "k2" : "k3";
      break;
    case 7:  // the text itself
      spelling[numbers.below(spelling.size())] = static_cast<char>(numbers.below(256));
      return spelling;
    case 8:
      spelling.insert(numbers.below(spelling.size() + 1), 1, "=+/ \n-_A:0"[numbers.below(10)]);
      return spelling;
    default:
      for (char& c : bytes) {
        c = static_cast<char>(numbers.below(256));
      }
      break;
  }
  return parts.text();
}

}  // namespace cairn::crypto::test

// The {key:value} pairs in front of a cipher text, by the rules of the reference's
// EnvironmentPrefixHelper, quirks included.
//
//   {key:orders}{secret:s}AQA...   two pairs, and the cipher text
//   {plain}{x:y}foo                no pair; the text is "{x:y}foo"
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::crypto {

// The pairs that choose a key, in order, each name once. Values are wiped when they go: one of them
// may be the password of a key.
class CipherPairs {
 public:
  // The pairs of a text, wherever they stand before "{plain}"; a chunk in braces without a colon is
  // a name without a value. What a first {name:...} or {profiles:...} covers, up to the last brace
  // of its line, does not count.
  [[nodiscard]] static CipherPairs parse(std::string_view text);

  CipherPairs() = default;
  ~CipherPairs();
  CipherPairs(const CipherPairs&) = default;
  CipherPairs& operator=(const CipherPairs&) = delete;
  CipherPairs(CipherPairs&&) = default;
  CipherPairs& operator=(CipherPairs&&) = delete;

  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  // "{a:b}{c:d}", without name and profiles, which stand in every lookup.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

// The text without its pairs: what follows the first "{plain}", else what follows the pairs at the
// front.
[[nodiscard]] std::string_view without_pairs(std::string_view text);

}  // namespace cairn::crypto

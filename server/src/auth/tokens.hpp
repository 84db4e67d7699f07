// Tokens: the file of bearer tokens (cairn.auth.tokens-file), of which it holds digests.
//
// One token a line, with blanks between the fields: "id principal digest until" or
// "id principal digest until role,role". The digest is SHA-256 in hexadecimal; until is a day or a
// second of UTC. `cairn token new` writes such a line. Empty lines and "#" lines do not count.
//
// Thread-safety: immutable once made.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "auth/principal.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

struct Token {
  std::string id;
  std::string principal;
  std::string digest;
  Time until;
  std::vector<std::string> roles;
};

class Tokens {
 public:
  static constexpr std::size_t tokens_max = 10'000;
  static constexpr int valid_per_principal_max = 2;  // the old one and the new one

  // Errors: invalid_argument with `file` and the line, for a line that has not this form, an id or
  // a digest that is given twice, a third token of a principal that is valid at `now`, and more
  // than `tokens_max` tokens.
  [[nodiscard]] static Result<Tokens> parse(std::string_view content, const std::string& file,
                                            Time now);

  // The token with this digest, whether it is still valid or not. Which digests are near can be
  // found out by time, and helps nobody to a text that has one.
  [[nodiscard]] const Token* find(const std::string& digest) const;
  // The token of this principal that is valid longest; null for none.
  [[nodiscard]] const Token* find_principal(std::string_view name) const;
  [[nodiscard]] std::size_t size() const { return tokens_.size(); }

 private:
  std::unordered_map<std::string, Token> tokens_;  // by digest
};

}  // namespace cairn::auth

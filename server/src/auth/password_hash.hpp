// PasswordHash: a password as it may lie in a file: bcrypt ("$2b$"), scrypt ("$7$") or yescrypt
// ("$y$"), in the text form of crypt(3).
//
// Thread-safety: plain values and pure functions. Cost: verify() takes as long as the hash was made
// to take, tens of milliseconds and up to 256 MB; never on a network thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cairn/result.hpp"

namespace cairn::auth {

class PasswordHash {
 public:
  // bcrypt looks at no more bytes than these, so a longer password is wrong for it.
  static constexpr std::size_t bcrypt_bytes_max = 72;
  static constexpr std::size_t password_bytes_max = 512;

  // Checks form and cost. Spring's "{bcrypt}" may stand in front.
  // Errors: invalid_argument for another kind, and for parameters that are too weak (bcrypt below
  // 10, less than 4 MB) or too expensive (bcrypt above 15, more than 256 MB).
  [[nodiscard]] static Result<PasswordHash> parse(std::string_view text);

  // Whether the password is the one; false for one with a NUL byte or that is too long.
  [[nodiscard]] bool verify(std::string_view password) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  explicit PasswordHash(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace cairn::auth

// Secret: a password, token or key from the moment it exists. It cannot be printed, logged or
// compared with ==, and its bytes are wiped when it goes.
//
// Thread-safety: as a string.
#pragma once

#include <string>
#include <string_view>

namespace cairn::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  ~Secret();
  Secret(const Secret&) = default;
  Secret& operator=(const Secret& other);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;

  bool operator==(const Secret&) const = delete;

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  // The bytes, for the one call that needs them; never keep or print what this returns.
  [[nodiscard]] std::string_view reveal() const { return bytes_; }
  // Compares in time that depends on neither content: both sides are digested first.
  [[nodiscard]] bool matches(std::string_view candidate) const;

 private:
  void wipe();
  std::string bytes_;
};

}  // namespace cairn::base

// Secret: a password, token, key or decrypted value from the moment it exists. It cannot be
// printed, logged or compared with ==; its bytes are left out of core dumps and wiped when the last
// copy goes.
//
// Thread-safety: as a shared_ptr to something that never changes. Cost: copies share one
// allocation.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/hidden_memory.hpp"

namespace cairn::base {

class Secret {
 public:
  Secret() = default;
  // Takes the bytes over: what the text held is wiped.
  explicit Secret(std::string bytes) : Secret(std::string_view(bytes)) { wipe(bytes); }
  explicit Secret(const char* bytes) : Secret(std::string_view(bytes)) {}
  // Copies bytes that are somebody else's to wipe.
  explicit Secret(std::string_view bytes)
      : bytes_(bytes.empty() ? nullptr : std::make_shared<const HiddenBytes>(bytes)) {}

  bool operator==(const Secret&) const = delete;

  [[nodiscard]] bool empty() const { return bytes_ == nullptr; }
  // The bytes, for the one call that needs them; never keep or print what this returns.
  [[nodiscard]] std::string_view reveal() const {
    return bytes_ == nullptr ? std::string_view() : bytes_->view();
  }
  // Compares in time that depends on neither content: both sides are digested first.
  [[nodiscard]] bool matches(std::string_view candidate) const;
  // Keeps what reveal() shows, for who holds on to a view of it.
  [[nodiscard]] std::shared_ptr<const void> owner() const { return bytes_; }

 private:
  std::shared_ptr<const HiddenBytes> bytes_;
};

}  // namespace cairn::base

// Mac: HMAC-SHA256 with a key that this process made up, by which credentials are known again
// without keeping them.
//
// Thread-safety: MacKey is immutable; a Mac is for one thread.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace cairn::auth {

// 32 random bytes. Without randomness the process ends: nothing could be kept apart.
class MacKey {
 public:
  MacKey();
  ~MacKey();
  MacKey(const MacKey&) = delete;
  MacKey& operator=(const MacKey&) = delete;
  [[nodiscard]] const std::array<unsigned char, 32>& bytes() const { return bytes_; }

 private:
  std::array<unsigned char, 32> bytes_{};
};

class Mac {
 public:
  explicit Mac(const MacKey& key);
  ~Mac();
  Mac(const Mac&) = delete;
  Mac& operator=(const Mac&) = delete;

  // 32 bytes for two parts, which cannot run into each other when `first` holds no NUL.
  [[nodiscard]] std::string of(std::string_view first, std::string_view second);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace cairn::auth

// SHA-256 of bytes, for names of directories, content ids and ETags.
//
// Thread-safety: pure functions; Sha256 is for one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace cairn::base {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);
  // Adds the length as well, so that ("ab","c") and ("a","bc") differ.
  void add_field(std::string_view bytes);
  // 64 hex digits; call once.
  [[nodiscard]] std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace cairn::base

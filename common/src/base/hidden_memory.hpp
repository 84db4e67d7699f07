// Hidden memory: where secrets lie. Its pages are left out of core dumps, and what is given back is
// wiped first.
//
// Thread-safety: functions that may be called from any thread. Cost: as an allocation; small pieces
// share pages, which stay with the process once it had them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cairn::base {

// Overwrites bytes in a way that no compiler leaves out.
void wipe(void* bytes, std::size_t count);
// The same for a text, whose capacity counts as well; it is empty then.
void wipe(std::string& text);

// Bytes in hidden memory that never change; wiped when the last owner goes.
class HiddenBytes {
 public:
  explicit HiddenBytes(std::string_view bytes);
  ~HiddenBytes();
  HiddenBytes(const HiddenBytes&) = delete;
  HiddenBytes& operator=(const HiddenBytes&) = delete;

  [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }

 private:
  char* bytes_;
  std::size_t size_;
};

// How much hidden memory is in use by HiddenBytes, in all of the process.
[[nodiscard]] std::size_t hidden_bytes_in_use();

}  // namespace cairn::base

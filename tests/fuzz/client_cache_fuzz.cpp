// Fuzz target: bytes as a cache file, and as the content that a valid seal would hold. A file is
// refused or is exactly what was written; a content is refused or is stored again as the same
// bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cache/remembered.hpp"
#include "cache/sealed.hpp"

using namespace cairn;

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const std::string scope = cache::Scope{{"http://s"}, "a", "p", "l", "u"}.digest();
  const auto key = cache::Key::parse(std::string(cache::key_bytes, 'k'));
  if (const auto content = cache::unseal(bytes, scope, *key)) {
    // Only seal() makes such files: its content must be readable.
    if (!cache::decode(*content)) {
      std::abort();
    }
  }
  if (const auto remembered = cache::decode(bytes)) {
    if (cache::encode(*remembered) != bytes) {
      std::abort();
    }
  }
  return 0;
}

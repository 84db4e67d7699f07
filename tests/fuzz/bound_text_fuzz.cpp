// Cipher texts of Cairn's own format: whatever the bytes, a text is refused or is the one text of
// its parts; none that was not written with the keys opens; what is written opens where it belongs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/bound_cipher.hpp"
#include "crypto/cipher_prefix.hpp"
#include "crypto/cipher_text.hpp"

using namespace cairn;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

crypto::KeyRing ring_of_two() {
  return *crypto::KeyRing::make(
      {{"k1", base::Secret(std::string(32, 'a'))}, {"k2", base::Secret(std::string(32, 'b'))}},
      "k2");
}

void check_text(const crypto::KeyRing& ring, std::string_view text) {
  const auto parsed = crypto::BoundText::parse(text);
  if (parsed) {
    require(parsed->text() == text);
    require(crypto::claims_to_be_bound(text));
    const std::string_view rest = crypto::without_pairs(text);
    require(!crypto::decode_hex(rest) && !crypto::decode_loose_base64(rest));
  }
  require(!crypto::open_value(ring, {"shop", "db.password"}, text));
}

// The first line is an application, the second a key, the rest a value.
void check_value(const crypto::KeyRing& ring, std::string_view text) {
  const std::size_t first = text.find('\n');
  const std::size_t second = first == std::string_view::npos ? first : text.find('\n', first + 1);
  if (second == std::string_view::npos) {
    return;
  }
  const crypto::ValuePlace place{text.substr(0, first), text.substr(first + 1, second - first - 1)};
  const std::string key = crypto::without_indexes(place.key);
  require(crypto::without_indexes(key) == key);
  const auto sealed = crypto::seal_value(ring, place, text.substr(second + 1));
  if (!sealed) {
    require(sealed.error().code == ErrorCode::invalid_argument);
    return;
  }
  require(crypto::open_value(ring, place, *sealed)->reveal() == text.substr(second + 1));
  require(crypto::open_value(ring, {place.application, key}, *sealed).has_value());
  require(!crypto::open_value(ring, {std::string(place.application) + "x", key}, *sealed));
  require(!crypto::open_value(ring, {place.application, key + "x"}, *sealed));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::KeyRing ring = ring_of_two();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_text(ring, text);
  check_text(ring, std::string("cairn:1:k1:").append(text));
  check_value(ring, text);
  return 0;
}

// Files of who can log in: users, tokens, and the keys of an issuer. Whatever the bytes, they are
// read or refused with the place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/signing_keys.hpp"
#include "auth/tokens.hpp"
#include "auth/users.hpp"

using namespace cairn;

namespace {

void require(bool holds) {
  if (!holds) {
    std::abort();
  }
}

template <class Read>
bool named_its_place(const Result<Read>& read) {
  return read || (!read.error().message.empty() && read.error().text().find("file") == 0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  require(named_its_place(auth::Users::parse(bytes, "file")));
  require(named_its_place(
      auth::Tokens::parse(bytes, "file", auth::Time(std::chrono::seconds(1'700'000'000)))));
  const auto keys = auth::SigningKeys::parse(bytes);
  require(keys || !keys.error().message.empty());
  require(!keys || (keys->size() > 0 && keys->size() <= auth::SigningKeys::keys_max));
  return 0;
}

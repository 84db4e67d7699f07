// See bearer_token.hpp.
#include "base/bearer_token.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/hidden_memory.hpp"

namespace cairn::base {
namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t random_characters = 43;

}  // namespace

Result<Secret> new_bearer_token() {
  std::array<unsigned char, random_bytes> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    return fail(ErrorCode::internal, "the system gives no random bytes");
  }
  std::string text =
      encode_base64url({reinterpret_cast<const char*>(random.data()), random.size()});
  wipe(random.data(), random.size());
  std::string token(bearer_token_prefix);
  token.reserve(token.size() + text.size());
  token += text;
  wipe(text);
  return Secret(std::move(token));
}

std::string bearer_token_digest(std::string_view token) {
  return sha256_hex(token);
}

bool is_bearer_token(std::string_view text) {
  return text.size() == bearer_token_prefix.size() + random_characters &&
         text.starts_with(bearer_token_prefix) &&
         std::all_of(text.begin() + bearer_token_prefix.size(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
         });
}

}  // namespace cairn::base

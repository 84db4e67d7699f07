// Reading the parameters of a hash, and asking libxcrypt.
#include "auth/password_hash.hpp"

#include <crypt.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "base/hidden_memory.hpp"
#include "base/secret.hpp"

namespace cairn::auth {
namespace {

constexpr std::string_view digits =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::uint64_t memory_min = std::uint64_t{4} << 20U;
constexpr std::uint64_t memory_max = std::uint64_t{256} << 20U;
constexpr int bcrypt_cost_min = 10;
constexpr int bcrypt_cost_max = 15;
constexpr std::size_t bcrypt_length = 60;

bool are_digits(std::string_view text) {
  return text.find_first_not_of(digits) == std::string_view::npos;
}

std::uint32_t value_of(char c) {
  return static_cast<std::uint32_t>(digits.find(c));
}

Failure unusable(std::string why) {
  return fail(ErrorCode::invalid_argument, std::move(why));
}

Result<void> check_bcrypt(std::string_view text) {
  const bool form = text.size() == bcrypt_length && text[6] == '$' && text[4] >= '0' &&
                    text[4] <= '9' && text[5] >= '0' && text[5] <= '9' &&
                    are_digits(text.substr(7));
  if (!form) {
    return unusable("this is no whole bcrypt hash");
  }
  const int cost = (text[4] - '0') * 10 + (text[5] - '0');
  if (cost < bcrypt_cost_min || cost > bcrypt_cost_max) {
    return unusable("the cost of bcrypt must be from 10 to 15");
  }
  return {};
}

Result<void> check_memory(std::uint32_t n_log2, std::uint64_t r) {
  if (n_log2 < 1 || n_log2 > 24 || r < 1 || r > 1024) {
    return unusable("the cost of the hash cannot be used");
  }
  const std::uint64_t bytes = (std::uint64_t{128} << n_log2) * r;
  if (bytes < memory_min || bytes > memory_max) {
    return unusable("the hash must need from 4 MB to 256 MB of memory");
  }
  return {};
}

// The salt and the digest behind the parameters: "salt$digest".
Result<void> check_rest(std::string_view rest) {
  const std::size_t dollar = rest.find('$');
  const bool whole = dollar != std::string_view::npos && dollar > 0 && dollar <= 86 &&
                     are_digits(rest.substr(0, dollar)) && rest.size() - dollar - 1 == 43 &&
                     are_digits(rest.substr(dollar + 1));
  return whole ? Result<void>() : unusable("this is no whole hash");
}

// "$7$" N rrrrr ppppp salt "$" digest.
Result<void> check_scrypt(std::string_view text) {
  constexpr std::size_t parameters = 11;
  text.remove_prefix(3);
  if (text.size() < parameters || !are_digits(text.substr(0, parameters))) {
    return unusable("this is no whole scrypt hash");
  }
  std::uint64_t r = 0;
  std::uint64_t p = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    r |= std::uint64_t{value_of(text[1 + i])} << (6 * i);
    p |= std::uint64_t{value_of(text[6 + i])} << (6 * i);
  }
  if (p < 1 || p > 4) {
    return unusable("scrypt's p must be from 1 to 4");
  }
  auto checked = check_memory(value_of(text[0]), r);
  return checked ? check_rest(text.substr(parameters)) : checked;
}

// "$y$" flavour N r "$" salt "$" digest, each parameter one digit, as crypt_gensalt writes them.
Result<void> check_yescrypt(std::string_view text) {
  text.remove_prefix(3);
  if (text.size() < 4 || text[0] != 'j' || text[3] != '$' || !are_digits(text.substr(1, 2)) ||
      value_of(text[1]) > 47 || value_of(text[2]) > 47) {
    return unusable("parameters of yescrypt that are not known; j9T is the usual text");
  }
  auto checked = check_memory(value_of(text[1]) + 1, value_of(text[2]) + 1);
  return checked ? check_rest(text.substr(4)) : checked;
}

bool is_bcrypt(std::string_view text) {
  return text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$");
}

// What libxcrypt works in: it holds the password for a while.
struct Wiped {
  void operator()(crypt_data* data) const {
    base::wipe(data, sizeof *data);
    delete data;
  }
};

}  // namespace

Result<PasswordHash> PasswordHash::parse(std::string_view text) {
  constexpr std::string_view spring = "{bcrypt}";
  if (text.starts_with(spring)) {
    text.remove_prefix(spring.size());
  }
  Result<void> checked = unusable(
      "this is no hash that is known: bcrypt ($2b$), scrypt ($7$) or yescrypt ($y$), as mkpasswd "
      "writes them");
  if (is_bcrypt(text)) {
    checked = check_bcrypt(text);
  } else if (text.starts_with("$7$")) {
    checked = check_scrypt(text);
  } else if (text.starts_with("$y$")) {
    checked = check_yescrypt(text);
  }
  if (!checked) {
    return fail(std::move(checked).error());
  }
  return PasswordHash(std::string(text));
}

bool PasswordHash::verify(std::string_view password) const {
  const bool usable = password.size() <= password_bytes_max &&
                      password.find('\0') == std::string_view::npos &&
                      !(is_bcrypt(text_) && password.size() > bcrypt_bytes_max);
  // The time of a password that cannot be right tells nothing about the user either.
  std::string phrase(usable ? password : std::string_view("-"));
  const std::unique_ptr<crypt_data, Wiped> data(new crypt_data{});
  const char* made = crypt_r(phrase.c_str(), text_.c_str(), data.get());
  base::wipe(phrase);
  return made != nullptr && made[0] != '*' && base::Secret(std::string_view(text_)).matches(made) &&
         usable;
}

}  // namespace cairn::auth

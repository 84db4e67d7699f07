// The credentials of a request against the one user.
#include "auth/authenticator.hpp"

#include <cstddef>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace cairn::auth {
namespace {

constexpr std::string_view plain_prefix = "{noop}";
// Longer than any user and password; bounds the work for a hostile field.
constexpr std::size_t credentials_bytes_max = 4096;

// The password's own bytes: without the mark that says that it is not encoded.
std::string_view plain(std::string_view password) {
  return password.substr(0, plain_prefix.size()) == plain_prefix
             ? password.substr(plain_prefix.size())
             : password;
}

// "{bcrypt}..." and the like: an encoding that this server cannot check.
bool is_encoded(std::string_view password) {
  return !password.empty() && password.front() == '{' &&
         password.find('}') != std::string_view::npos;
}

}  // namespace

Result<void> check(const Options& options) {
  if (!options.enabled) {
    return {};
  }
  if (options.user.find(':') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "the user's name has a colon");
  }
  const std::string_view password = options.password.reveal();
  if (plain(password).empty()) {
    return fail(ErrorCode::invalid_argument, "the user has no password");
  }
  if (plain(password).size() == password.size() && is_encoded(password)) {
    return fail(ErrorCode::invalid_argument,
                "the password's encoding is not known: give it in plain words or as {noop}");
  }
  return {};
}

Authenticator::Authenticator(const Options& options) : enabled_(options.enabled) {
  if (check(options)) {
    std::string pair = options.user + ":";
    pair += plain(options.password.reveal());
    expected_ = base::Secret(pair);
    base::Secret wiped(std::move(pair));
  }
}

bool Authenticator::admits(std::string_view authorization) const {
  if (!enabled_) {
    return true;
  }
  constexpr std::string_view scheme = "basic ";
  if (authorization.size() <= scheme.size() || authorization.size() > credentials_bytes_max ||
      !base::equals_ignoring_case(authorization.substr(0, scheme.size()), scheme)) {
    return false;
  }
  auto decoded = base::decode_base64(base::trim(authorization.substr(scheme.size())));
  if (!decoded) {
    return false;
  }
  const base::Secret candidate(*std::move(decoded));
  return !expected_.empty() && expected_.matches(candidate.reveal());
}

}  // namespace cairn::auth

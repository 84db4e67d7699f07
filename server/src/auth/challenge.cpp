// See challenge.hpp.
#include "auth/challenge.hpp"

namespace cairn::auth {

std::vector<std::string> challenges(const Options& options, bool bad_token) {
  const bool bearer = !options.tokens_file.empty() || !options.jwt.issuer.empty();
  std::vector<std::string> made;
  if (!options.password.empty() || !options.users_file.empty() || !bearer) {
    made.emplace_back("Basic realm=\"Realm\"");
  }
  if (bearer) {
    made.emplace_back(bad_token ? "Bearer realm=\"Realm\", error=\"invalid_token\""
                                : "Bearer realm=\"Realm\"");
  }
  return made;
}

}  // namespace cairn::auth

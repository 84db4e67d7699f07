// Ledger: everybody who can log in, and the rules, at one moment. What changes makes a new ledger
// with the next generation number.
//
// Thread-safety: immutable once made; share freely.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/access.hpp"
#include "auth/options.hpp"
#include "auth/principal.hpp"
#include "auth/tokens.hpp"
#include "auth/users.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

using PrincipalRef = std::shared_ptr<const Principal>;

class Ledger {
 public:
  // Reads the files of the options. Errors: those of the files, which name file and line.
  [[nodiscard]] static Result<std::shared_ptr<const Ledger>> read(const Options& options,
                                                                  std::uint64_t generation,
                                                                  Time now);
  // One without any files: who is in them cannot log in.
  Ledger(const Options& options, std::uint64_t generation);
  // Copies with other rules, or with other keys of the issuer of JWTs.
  [[nodiscard]] std::shared_ptr<const Ledger> with_rules(std::vector<AccessRule> rules,
                                                         std::uint64_t generation) const;
  [[nodiscard]] std::shared_ptr<const Ledger> with_keys(SigningKeys keys,
                                                        std::uint64_t generation) const;

  [[nodiscard]] std::uint64_t generation() const { return generation_; }
  // Of all that the files said; "" for a ledger that was not read.
  [[nodiscard]] const std::string& files_digest() const { return files_digest_; }
  [[nodiscard]] const Access& access() const { return access_; }
  [[nodiscard]] const Users& users() const { return *users_; }

  // Who these are. Null: nobody.
  [[nodiscard]] PrincipalRef settings_user(std::string_view user,
                                           const base::Secret& password) const;
  [[nodiscard]] PrincipalRef user(std::string_view name) const;  // the password is not looked at
  [[nodiscard]] PrincipalRef bearer(std::string_view token, Time now) const;
  // Of several names all that are known must be of one principal.
  [[nodiscard]] PrincipalRef certificate(const std::vector<std::string>& names) const;

  // The principal as it is now, which may have other roles. Null: what it was proven with does not
  // count any more.
  [[nodiscard]] PrincipalRef renewed(const Principal& who, Time now) const;

  // Who has this name, in all sorts of credentials, for explanations; null for nobody.
  [[nodiscard]] PrincipalRef find_by_name(std::string_view name) const;

 private:
  std::uint64_t generation_;
  std::string files_digest_;
  PrincipalRef settings_user_;  // null for none
  base::Secret password_;
  std::shared_ptr<const Users> users_ = std::make_shared<const Users>();     // never null
  std::shared_ptr<const Tokens> tokens_ = std::make_shared<const Tokens>();  // likewise
  std::map<std::string, PrincipalRef, std::less<>> certificates_;
  JwtOptions jwt_;
  SigningKeys keys_;
  Access access_;
};

}  // namespace cairn::auth

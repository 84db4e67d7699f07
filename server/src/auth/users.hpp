// Users: the file of users with hashed passwords (cairn.auth.users-file).
//
// One user a line, as "name:hash" or "name:hash:role,role"; empty lines and lines that begin with
// "#" do not count. A file of htpasswd -B has this form.
//
// Thread-safety: immutable once made.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/password_hash.hpp"
#include "cairn/result.hpp"

namespace cairn::auth {

struct User {
  std::string name;
  PasswordHash hash;
  std::vector<std::string> roles;
  std::string credential;  // a digest of the hash
};

class Users {
 public:
  Users() = default;
  Users(Users&&) = default;
  Users& operator=(Users&&) = default;

  static constexpr std::size_t users_max = 10'000;

  // Errors: invalid_argument with `file` and the line, for a line that has not this form, a hash
  // that cannot be used, a name that is given twice, and more than `users_max` users.
  [[nodiscard]] static Result<Users> parse(std::string_view content, const std::string& file);

  [[nodiscard]] const User* find(std::string_view name) const;
  // The hash to spend time on for somebody who is not there: always the same one for the same
  // `number`, so that neither time nor its spread tells who is; null without users.
  [[nodiscard]] const PasswordHash* decoy(std::size_t number) const;
  [[nodiscard]] std::size_t size() const { return users_.size(); }

 private:
  std::map<std::string, User, std::less<>> users_;
  std::vector<const PasswordHash*> hashes_;  // of `users_`, which never move
};

}  // namespace cairn::auth

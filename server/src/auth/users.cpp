// See users.hpp.
#include "auth/users.hpp"

#include <utility>

#include "auth/lines.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace cairn::auth {
namespace {

Result<User> parse_user(const std::string& file, const Line& line) {
  const auto parts = base::split(line.text, ':');
  if (parts.size() < 2 || parts.size() > 3) {
    return bad_line(file, line, "a line is name:hash or name:hash:role,role");
  }
  if (!is_name(parts[0])) {
    return bad_line(file, line, "the user's name is empty, too long, or has blanks or commas");
  }
  auto hash = PasswordHash::parse(parts[1]);
  if (!hash) {
    return bad_line(file, line,
                    "the user '" + std::string(parts[0]) + "': " + hash.error().message);
  }
  User user{std::string(parts[0]), *std::move(hash), {}, {}};
  user.credential = base::sha256_hex(user.hash.text());
  if (parts.size() == 3 && !parts[2].empty()) {
    user.roles = names_of(parts[2]);
    if (user.roles.empty()) {
      return bad_line(file, line, "the roles are names with commas between them");
    }
  }
  return user;
}

}  // namespace

Result<Users> Users::parse(std::string_view content, const std::string& file) {
  Users users;
  for (const Line& line : lines_of(content)) {
    auto user = parse_user(file, line);
    if (!user) {
      return fail(std::move(user).error());
    }
    if (users.users_.size() == users_max) {
      return bad_line(file, line, "more than " + std::to_string(users_max) + " users");
    }
    std::string name = user->name;
    const auto [at, added] = users.users_.emplace(std::move(name), *std::move(user));
    if (!added) {
      return bad_line(file, line, "the user '" + at->first + "' is given twice");
    }
    users.hashes_.push_back(&at->second.hash);
  }
  return users;
}

const User* Users::find(std::string_view name) const {
  const auto found = users_.find(name);
  return found == users_.end() ? nullptr : &found->second;
}

const PasswordHash* Users::decoy(std::size_t number) const {
  return hashes_.empty() ? nullptr : hashes_[number % hashes_.size()];
}

}  // namespace cairn::auth

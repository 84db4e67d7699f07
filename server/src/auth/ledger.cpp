// See ledger.hpp.
#include "auth/ledger.hpp"

#include <utility>

#include "base/bearer_token.hpp"
#include "base/digest.hpp"
#include "base/files.hpp"

namespace cairn::auth {
namespace {

constexpr std::string_view plain_prefix = "{noop}";

// The password's own bytes: without the mark that says that it is not encoded.
std::string_view plain(std::string_view password) {
  return password.starts_with(plain_prefix) ? password.substr(plain_prefix.size()) : password;
}

// "{bcrypt}..." and the like: an encoding that this server cannot check.
bool is_encoded(std::string_view password) {
  return !password.empty() && password.front() == '{' &&
         password.find('}') != std::string_view::npos;
}

bool others_can_log_in(const Options& options) {
  return !options.users_file.empty() || !options.tokens_file.empty() ||
         !options.certificates.empty() || !options.jwt.issuer.empty();
}

PrincipalRef of_user(const User& user) {
  return std::make_shared<const Principal>(
      Principal{user.name, user.roles, Proof::users_file, user.credential, std::nullopt});
}

PrincipalRef of_token(const Token& token) {
  return std::make_shared<const Principal>(
      Principal{token.principal, token.roles, Proof::token, token.digest, token.until});
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
  if (plain(password).empty() && (!password.empty() || !others_can_log_in(options))) {
    return fail(ErrorCode::invalid_argument, "the user has no password");
  }
  if (plain(password).size() == password.size() && is_encoded(password)) {
    return fail(ErrorCode::invalid_argument,
                "the password's encoding is not known: give it in plain words or as {noop}, or put "
                "its hash into cairn.auth.users-file");
  }
  return {};
}

Ledger::Ledger(const Options& options, std::uint64_t generation)
    : generation_(generation), jwt_(options.jwt), access_(options.access) {
  const std::string_view password = plain(options.password.reveal());
  if (check(options) && !password.empty()) {
    settings_user_ = std::make_shared<const Principal>(
        Principal{options.user, options.user_roles, Proof::settings_user,
                  base::sha256_hex(password), std::nullopt});
    password_ = base::Secret(password);
  }
  for (const CertificateRule& rule : options.certificates) {
    certificates_.emplace(
        rule.name, std::make_shared<const Principal>(
                       Principal{rule.principal, rule.roles, Proof::certificate, rule.name, {}}));
  }
}

std::shared_ptr<const Ledger> Ledger::with_rules(std::vector<AccessRule> rules,
                                                 std::uint64_t generation) const {
  auto made = std::make_shared<Ledger>(*this);
  made->access_ = Access(std::move(rules));
  made->generation_ = generation;
  return made;
}

std::shared_ptr<const Ledger> Ledger::with_keys(SigningKeys keys, std::uint64_t generation) const {
  auto made = std::make_shared<Ledger>(*this);
  made->keys_ = std::move(keys);
  made->generation_ = generation;
  return made;
}

Result<std::shared_ptr<const Ledger>> Ledger::read(const Options& options, std::uint64_t generation,
                                                   Time now) {
  auto made = std::make_shared<Ledger>(options, generation);
  const auto take = [&](const std::string& file, auto parse) -> Result<void> {
    if (file.empty()) {
      return {};
    }
    const auto content = base::read_file(file, options.file_bytes_max);
    if (!content) {
      return fail(ErrorCode::invalid_argument, content.error().message);
    }
    made->files_digest_ += base::sha256_hex(*content);
    return parse(*content);
  };
  auto taken = take(options.users_file, [&](const std::string& content) -> Result<void> {
    auto users = Users::parse(content, options.users_file);
    if (!users) {
      return fail(std::move(users).error());
    }
    if (made->settings_user_ && users->find(made->settings_user_->name) != nullptr) {
      return fail(ErrorCode::invalid_argument, options.users_file + ": the user '" +
                                                   made->settings_user_->name +
                                                   "' is also that of spring.security.user");
    }
    made->users_ = std::make_shared<const Users>(*std::move(users));
    return {};
  });
  if (taken) {
    taken = take(options.tokens_file, [&](const std::string& content) -> Result<void> {
      auto tokens = Tokens::parse(content, options.tokens_file, now);
      if (!tokens) {
        return fail(std::move(tokens).error());
      }
      made->tokens_ = std::make_shared<const Tokens>(*std::move(tokens));
      return {};
    });
  }
  if (taken && !options.jwt.issuer.empty()) {
    taken = take(options.jwt.keys_file, [&](const std::string& content) -> Result<void> {
      auto keys = SigningKeys::parse(content);
      if (!keys) {
        return fail_in_file(std::move(keys).error(), options.jwt.keys_file);
      }
      made->keys_ = *std::move(keys);
      return {};
    });
  }
  if (!taken) {
    return fail(std::move(taken).error());
  }
  return std::shared_ptr<const Ledger>(std::move(made));
}

PrincipalRef Ledger::settings_user(std::string_view user, const base::Secret& password) const {
  // Both are compared, whatever the first comparison says, so that time tells nothing.
  if (!settings_user_) {
    return nullptr;
  }
  const bool same_user = base::Secret(std::string_view(settings_user_->name)).matches(user);
  const bool same_password = password_.matches(password.reveal());
  return same_user && same_password ? settings_user_ : nullptr;
}

PrincipalRef Ledger::user(std::string_view name) const {
  const User* user = users_->find(name);
  return user == nullptr ? nullptr : of_user(*user);
}

PrincipalRef Ledger::bearer(std::string_view token, Time now) const {
  if (base::is_bearer_token(token)) {
    const Token* found = tokens_->find(base::bearer_token_digest(token));
    return found != nullptr && found->until > now ? of_token(*found) : nullptr;
  }
  if (jwt_.issuer.empty() || !looks_like_jwt(token)) {
    return nullptr;
  }
  auto who = verify_jwt(token, jwt_, keys_, now);
  return who ? std::make_shared<const Principal>(*std::move(who)) : nullptr;
}

PrincipalRef Ledger::certificate(const std::vector<std::string>& names) const {
  PrincipalRef who;
  for (const std::string& name : names) {
    const auto found = certificates_.find(name);
    if (found == certificates_.end()) {
      continue;
    }
    if (who && who->name != found->second->name) {
      return nullptr;  // one certificate, two principals: nobody can tell which
    }
    who = who ? who : found->second;
  }
  return who;
}

PrincipalRef Ledger::renewed(const Principal& who, Time now) const {
  if (who.until && *who.until <= now) {
    return nullptr;
  }
  switch (who.proof) {
    case Proof::settings_user:
      return settings_user_ && settings_user_->name == who.name &&
                     settings_user_->credential == who.credential
                 ? settings_user_
                 : nullptr;
    case Proof::users_file: {
      const User* user = users_->find(who.name);
      return user != nullptr && user->credential == who.credential ? of_user(*user) : nullptr;
    }
    case Proof::token: {
      const Token* token = tokens_->find(who.credential);
      return token != nullptr && token->until > now && token->principal == who.name
                 ? of_token(*token)
                 : nullptr;
    }
    case Proof::certificate: {
      const auto found = certificates_.find(who.credential);
      return found != certificates_.end() && found->second->name == who.name ? found->second
                                                                             : nullptr;
    }
    case Proof::jwt: {
      const bool ec = who.credential.starts_with("ES256:");
      const bool known = keys_.has(who.credential.substr(6),
                                   ec ? SigningAlgorithm::es256 : SigningAlgorithm::rs256);
      return known ? std::make_shared<const Principal>(who) : nullptr;
    }
    case Proof::none:
      return std::make_shared<const Principal>(who);
  }
  return nullptr;
}

PrincipalRef Ledger::find_by_name(std::string_view name) const {
  if (settings_user_ && settings_user_->name == name) {
    return settings_user_;
  }
  if (auto found = user(name)) {
    return found;
  }
  for (const auto& [san, who] : certificates_) {
    if (who->name == name) {
      return who;
    }
  }
  const Token* token = tokens_->find_principal(name);
  return token == nullptr ? nullptr : of_token(*token);
}

}  // namespace cairn::auth

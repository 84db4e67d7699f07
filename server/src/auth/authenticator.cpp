// The ledger and who may change it; what is cheap to check, and what waits for a thread.
#include "auth/authenticator.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "auth/file_follower.hpp"
#include "auth/jwt.hpp"
#include "auth/remote_keys.hpp"

namespace cairn::auth {
namespace {

constexpr std::chrono::seconds busy_retry{1};
// A hash takes milliseconds of a core: who guesses must not take them from who reads.
constexpr int hashing_niceness = 10;

std::size_t hashing_threads_of(const Options& options) {
  if (!options.enabled || options.users_file.empty()) {
    return 0;
  }
  return options.hashing_threads != 0 ? options.hashing_threads
                                      : std::max(1U, std::thread::hardware_concurrency() / 2);
}

std::vector<std::string> files_of(const Options& options) {
  std::vector<std::string> files;
  for (const std::string& file : {options.users_file, options.tokens_file, options.jwt.keys_file}) {
    if (!file.empty()) {
      files.push_back(file);
    }
  }
  return files;
}

}  // namespace

Authenticator::Authenticator(Options options)
    : options_(std::move(options)),
      present_(options_),
      ledger_(std::make_shared<const Ledger>(options_, 1)),
      failures_(options_.failures_max, options_.failure_interval, options_.failing_addresses_max),
      proven_(options_.remembered_max),
      pool_(hashing_threads_of(options_), options_.waiting_hashes_max, hashing_niceness) {}

Authenticator::~Authenticator() = default;

bool Authenticator::may_differ(const Principal& who, std::uint64_t generation) const {
  return (who.until && *who.until <= time_now()) || generation != this->generation();
}

void Authenticator::publish(std::shared_ptr<const Ledger> ledger) {
  const std::uint64_t generation = ledger->generation();
  ledger_.publish(std::move(ledger));
  generation_.store(generation);
}

Result<void> Authenticator::reload() {
  const std::lock_guard lock(writing_);
  const std::uint64_t generation = generation_.load() + 1;
  auto next = Ledger::read(present_, generation, time_now());
  if (!next) {
    return fail(std::move(next).error());
  }
  if (!(*next)->files_digest().empty() &&
      (*next)->files_digest() == ledger_.current()->files_digest()) {
    return {};  // Touched, and the same: who was proven stays proven.
  }
  publish(fetched_keys_ ? (*next)->with_keys(*fetched_keys_, generation) : *std::move(next));
  return {};
}

Result<void> Authenticator::replace(const Options& options) {
  const std::lock_guard lock(writing_);
  Options next = present_;
  next.access = options.access;
  if (!options_.password.empty() && !options.password.empty()) {
    next.user = options.user;
    next.password = options.password;
    next.user_roles = options.user_roles;
  }
  if (!options_.certificates.empty() && !options.certificates.empty()) {
    next.certificates = options.certificates;
  }
  const std::uint64_t generation = generation_.load() + 1;
  auto made = Ledger::read(next, generation, time_now());
  if (!made) {
    return fail(std::move(made).error());
  }
  present_ = std::move(next);
  failures_.set_limits(options.failures_max, options.failure_interval);
  publish(fetched_keys_ ? (*made)->with_keys(*fetched_keys_, generation) : *std::move(made));
  return {};
}

void Authenticator::start_following() {
  if (!options_.jwt.keys_uri.empty()) {
    DocumentSource source;
    source.uri = options_.jwt.keys_uri;
    source.certificate_file = options_.jwt.keys_certificate_file;
    RemoteKeysPace pace;
    pace.interval = options_.jwt.keys_interval;
    remote_keys_ = std::make_unique<RemoteKeys>(
        std::move(source), pace, [this](SigningKeys keys) { replace_keys(std::move(keys)); });
  }
  auto files = files_of(options_);
  if (!options_.enabled || files.empty()) {
    return;
  }
  follower_ = std::make_unique<FileFollower>(std::move(files), options_.reload_interval, [this] {
    const std::uint64_t before = generation();
    if (const auto reloaded = reload(); !reloaded) {
      log_.error("a file with credentials cannot be used; what it said before goes on",
                 {{"reason", reloaded.error().text()}});
    } else if (generation() != before) {
      base::audit("credentials read", {{"generation", std::to_string(generation())}});
    }
  });
}

void Authenticator::replace_rules(std::vector<AccessRule> rules) {
  const std::lock_guard lock(writing_);
  present_.access = std::move(rules);
  publish(ledger_.current()->with_rules(present_.access, generation_.load() + 1));
}

void Authenticator::replace_keys(SigningKeys keys) {
  const std::lock_guard lock(writing_);
  publish(ledger_.current()->with_keys(keys, generation_.load() + 1));
  fetched_keys_ = std::move(keys);
}

Outcome Authenticator::failed(const std::string& address, std::string_view user, bool known,
                              bool bad_token) const {
  failures_.add(address, Failures::Clock::now());
  Outcome outcome;
  outcome.failed = true;
  outcome.failed_user = known ? std::string(user) : std::string();
  outcome.bad_token = bad_token;
  return outcome;
}

Outcome Authenticator::try_now(const Ledger& ledger, const Peer& peer,
                               const Credentials& credentials) const {
  Outcome outcome;
  const auto wait = failures_.wait(peer.address, Failures::Clock::now());
  if (credentials.kind == Credentials::Kind::bearer) {
    // A token cannot be guessed, so who has one is admitted from an address that failed as well.
    outcome.who = ledger.bearer(credentials.secret.reveal(), time_now());
  } else if (wait && credentials.kind == Credentials::Kind::basic) {
    outcome.kind = Outcome::Kind::too_many;
    outcome.retry = *wait;
    return outcome;
  } else if (credentials.kind == Credentials::Kind::basic) {
    outcome.who = ledger.settings_user(credentials.user, credentials.secret);
    if (!outcome.who && ledger.users().size() > 0) {
      outcome.kind = Outcome::Kind::slow;
      return outcome;
    }
  } else {
    outcome.failed = true;  // words that are no login
    return outcome;
  }
  if (outcome.who) {
    outcome.kind = Outcome::Kind::admitted;
    return outcome;
  }
  const bool bearer = credentials.kind == Credentials::Kind::bearer;
  if (bearer && remote_keys_ && looks_like_jwt(credentials.secret.reveal())) {
    remote_keys_->hint();  // it may be of a key that the issuer has since the last question
  }
  if (wait) {
    outcome.kind = Outcome::Kind::too_many;
    outcome.retry = *wait;
    return outcome;
  }
  return failed(peer.address, credentials.user, ledger.find_by_name(credentials.user) != nullptr,
                bearer);
}

// Takes the same time for somebody who is not there.
PrincipalRef Authenticator::compute(const Ledger& ledger, const Credentials& credentials) const {
  const User* user = ledger.users().find(credentials.user);
  if (user != nullptr) {
    return user->hash.verify(credentials.secret.reveal()) ? ledger.user(credentials.user) : nullptr;
  }
  const std::string number = Mac(mac_key_).of("decoy", credentials.user);
  const PasswordHash* decoy =
      ledger.users().decoy(static_cast<unsigned char>(number[0]) * std::size_t{256} +
                           static_cast<unsigned char>(number[1]));
  (void)(decoy != nullptr && decoy->verify(credentials.secret.reveal()));
  return nullptr;
}

void Authenticator::try_later(const Peer& peer, std::string_view authorization,
                              const Callback& callback) const {
  const auto ledger = ledger_.current();
  std::string mac = Mac(mac_key_).of(std::to_string(ledger->generation()), authorization);
  Outcome busy;
  busy.kind = Outcome::Kind::too_many;
  busy.retry = busy_retry;
  {
    const std::lock_guard lock(proving_);
    auto& waiting = waiting_[mac];
    waiting.push_back({peer.address, callback});
    if (waiting.size() > 1) {
      return;  // somebody waits for the same
    }
    const bool posted =
        pool_.post([this, mac, ledger, credentials = parse_credentials(authorization)] {
          finish(mac, *ledger, credentials);
        });
    if (posted) {
      return;
    }
    waiting_.erase(mac);
  }
  callback(std::move(busy));
}

void Authenticator::finish(const std::string& mac, const Ledger& ledger,
                           const Credentials& credentials) const {
  const PrincipalRef who = compute(ledger, credentials);
  std::vector<Waiting> waiting;
  if (who) {
    remember(mac, who, ledger.generation());
  }
  {
    const std::lock_guard lock(proving_);
    waiting = std::move(waiting_[mac]);
    waiting_.erase(mac);
  }
  const bool known = !who && ledger.find_by_name(credentials.user) != nullptr;
  for (Waiting& one : waiting) {
    Outcome outcome;
    if (who) {
      outcome.kind = Outcome::Kind::admitted;
      outcome.who = who;
    } else {
      outcome = failed(one.address, credentials.user, known, false);
    }
    one.callback(std::move(outcome));
  }
}

void Authenticator::remember(const std::string& mac, const PrincipalRef& who,
                             std::uint64_t generation) const {
  const std::lock_guard lock(proving_);
  if (generation < proven_in_) {
    return;
  }
  if (generation > proven_in_) {
    proven_.clear();
    proven_in_ = generation;
  }
  proven_.add(mac, {who, CredentialMemory::Clock::now() + options_.remembered_for});
}

PrincipalRef Authenticator::recall(const std::string& mac, std::uint64_t generation) const {
  const std::lock_guard lock(proving_);
  if (proven_in_ != generation) {
    return nullptr;
  }
  const auto* entry = proven_.find(mac, CredentialMemory::Clock::now());
  return entry == nullptr ? nullptr : entry->who;
}

}  // namespace cairn::auth

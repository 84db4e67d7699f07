// Who is asking, in sequence: what is remembered, what changes, and what is limited.
#include "auth/entrance.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <string>

#include "base/base64.hpp"
#include "base/bearer_token.hpp"
#include "support/temporary_directory.hpp"
#include "unit/auth/hashes.hpp"
#include "unit/auth/issuer.hpp"

using namespace cairn;
using auth::Authenticator;
using auth::Entrance;
using auth::Outcome;
using auth::Peer;
using Kind = Outcome::Kind;

namespace {

std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + base::encode_base64(user + ":" + password);
}

struct Folder : testing::TemporaryDirectory {
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(*this / name) << content;
    return *this / name;
  }
};

auth::Options spring_user() {
  auth::Options options;
  options.enabled = true;
  options.password = base::Secret("secret");
  return options;
}

// identify(), and what another thread computes if it has to.
Outcome ask(const Authenticator& authenticator, Entrance& entrance, const std::string& field,
            const Peer& peer = {"10.0.0.1", {}}) {
  Outcome outcome = entrance.identify(peer, field);
  if (outcome.kind != Kind::slow) {
    return outcome;
  }
  std::mutex mutex;
  std::condition_variable ready;
  bool done = false;
  authenticator.try_later(peer, field, [&](Outcome made) {
    const std::lock_guard lock(mutex);
    outcome = std::move(made);
    done = true;
    ready.notify_one();
  });
  std::unique_lock lock(mutex);
  ready.wait(lock, [&] { return done; });
  return entrance.settle(peer, field, outcome);
}

std::string name_of(const Outcome& outcome) {
  return outcome.kind == Kind::admitted ? outcome.who->name : "";
}

}  // namespace

TEST_SUITE("auth::Entrance") {
  TEST_CASE("a user of the file is computed once, and then remembered") {
    const Folder folder;
    auth::Options options = spring_user();
    options.users_file = folder.write("users", "ann:" + std::string(yescrypt_of_horse) + ":ops\n");
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    Entrance entrance(authenticator);
    const Peer peer{"10.0.0.1", {}};
    CHECK(entrance.identify(peer, basic("ann", horse)).kind == Kind::slow);
    const Outcome first = ask(authenticator, entrance, basic("ann", horse));
    CHECK(name_of(first) == "ann");
    CHECK(first.who->roles == std::vector<std::string>{"ops"});
    CHECK(name_of(entrance.identify(peer, basic("ann", horse))) == "ann");
    // Another thread, and another address, know it as well.
    Entrance other(authenticator);
    CHECK(name_of(other.identify({"10.0.0.2", {}}, basic("ann", horse))) == "ann");
    CHECK(name_of(ask(authenticator, entrance, basic("user", "secret"))) == "user");
    CHECK(ask(authenticator, entrance, basic("ann", "wrong")).kind == Kind::unauthenticated);
    CHECK(ask(authenticator, entrance, basic("nobody", horse)).kind == Kind::unauthenticated);
    CHECK(entrance.identify(peer, "").kind == Kind::unauthenticated);
  }

  TEST_CASE("a changed file counts at once, also for who was remembered") {
    const Folder folder;
    auth::Options options = spring_user();
    options.users_file = folder.write("users", "ann:" + std::string(yescrypt_of_horse) + "\n");
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    Entrance entrance(authenticator);
    const Outcome before = ask(authenticator, entrance, basic("ann", horse));
    REQUIRE(before.kind == Kind::admitted);
    const auto generation = authenticator.generation();
    folder.write("users", "ann:" + std::string(yescrypt_of_horse) + ":new\n");
    REQUIRE(authenticator.reload().has_value());
    CHECK(authenticator.generation() > generation);
    const auto renewed = authenticator.ledger()->renewed(*before.who, auth::time_now());
    REQUIRE(renewed != nullptr);
    CHECK(renewed->roles == std::vector<std::string>{"new"});
    folder.write("users", "ann:" + std::string(bcrypt_of_horse) + "\nbob:" + bcrypt_of_horse);
    REQUIRE(authenticator.reload().has_value());
    CHECK(authenticator.ledger()->renewed(*before.who, auth::time_now()) == nullptr);
    CHECK(entrance.identify({"10.0.0.1", {}}, basic("ann", horse)).kind == Kind::slow);
    folder.write("users", "bob:" + std::string(bcrypt_of_horse) + "\n");
    REQUIRE(authenticator.reload().has_value());
    CHECK(ask(authenticator, entrance, basic("ann", horse)).kind == Kind::unauthenticated);
  }

  TEST_CASE("a file that was touched and says the same lets everybody stay who was proven") {
    const Folder folder;
    auth::Options options = spring_user();
    options.users_file = folder.write("users", "ann:" + std::string(bcrypt_of_horse) + "\n");
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    Entrance entrance(authenticator);
    REQUIRE(name_of(ask(authenticator, entrance, basic("ann", horse))) == "ann");
    const auto generation = authenticator.generation();
    REQUIRE(authenticator.reload().has_value());
    CHECK(authenticator.generation() == generation);
    CHECK(name_of(entrance.identify({"10.0.0.1", {}}, basic("ann", horse))) == "ann");
  }

  TEST_CASE("a file that cannot be used changes nothing") {
    const Folder folder;
    auth::Options options = spring_user();
    options.users_file = folder.write("users", "ann:" + std::string(yescrypt_of_horse) + "\n");
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    folder.write("users", "ann\n");
    const auto failed = authenticator.reload();
    REQUIRE_FALSE(failed.has_value());
    CHECK(failed.error().text().find("users:1:1: ") != std::string::npos);
    Entrance entrance(authenticator);
    CHECK(name_of(ask(authenticator, entrance, basic("ann", horse))) == "ann");
  }

  TEST_CASE("tokens are changed from one to the next, and end when the file says so") {
    const Folder folder;
    const auto old_token = base::new_bearer_token();
    const auto new_token = base::new_bearer_token();
    REQUIRE((old_token && new_token));
    const auto line = [](const char* id, const base::Secret& token, const char* until) {
      return std::string(id) + " shop " + base::bearer_token_digest(token.reveal()) + " " + until +
             " reader\n";
    };
    auth::Options options;
    options.enabled = true;
    options.tokens_file = folder.write(
        "tokens", line("a", *old_token, "2999-01-01") + line("b", *new_token, "2999-01-01"));
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    Entrance entrance(authenticator);
    const std::string old_field = "Bearer " + std::string(old_token->reveal());
    const std::string new_field = "Bearer " + std::string(new_token->reveal());
    CHECK(name_of(ask(authenticator, entrance, old_field)) == "shop");
    CHECK(name_of(ask(authenticator, entrance, new_field)) == "shop");
    folder.write("tokens",
                 line("a", *old_token, "2020-01-01") + line("b", *new_token, "2999-01-01"));
    REQUIRE(authenticator.reload().has_value());
    const Outcome over = ask(authenticator, entrance, old_field);
    CHECK(over.kind == Kind::unauthenticated);
    CHECK(over.bad_token);
    CHECK(name_of(ask(authenticator, entrance, new_field)) == "shop");
  }

  TEST_CASE("a certificate counts by its mapped name, and must agree with a field") {
    auth::Options options = spring_user();
    options.certificates = {{"URI:spiffe://shop", "shop", {"reader"}},
                            {"DNS:shop.example", "shop", {}},
                            {"DNS:user.example", "user", {}}};
    const Authenticator authenticator(options);
    Entrance entrance(authenticator);
    const auto by = [&](std::vector<std::string> names, const std::string& field = "") {
      return name_of(entrance.identify({"10.0.0.1", std::move(names)}, field));
    };
    CHECK(by({"DNS:x", "URI:spiffe://shop"}) == "shop");
    CHECK(by({"DNS:shop.example", "URI:spiffe://shop"}) == "shop");
    CHECK(by({"dns:shop.example"}) == "");
    CHECK(by({"DNS:shop.example2"}) == "");
    CHECK(by({"DNS:shop.example", "DNS:user.example"}) == "");
    CHECK(by({"DNS:user.example"}, basic("user", "secret")) == "user");
    CHECK(by({"DNS:x"}, basic("user", "secret")) == "user");
    CHECK(by({"DNS:shop.example"}, basic("user", "secret")) == "");
    CHECK(by({"DNS:shop.example"}, basic("user", "wrong")) == "");
  }

  TEST_CASE("a JWT counts while its key is in the file") {
    const Folder folder;
    const Issuer issuer = Issuer::ec();
    auth::Options options;
    options.enabled = true;
    options.jwt.issuer = "i";
    options.jwt.audiences = {"cairn"};
    options.jwt.keys_file = folder.write("keys", jwks({issuer.jwk("1")}));
    Authenticator authenticator(options);
    REQUIRE(authenticator.reload().has_value());
    Entrance entrance(authenticator);
    const std::string field =
        "Bearer " +
        issuer.sign({{"iss", "i"}, {"aud", "cairn"}, {"sub", "s"}, {"exp", 32503680000}}, "1");
    const Outcome outcome = ask(authenticator, entrance, field);
    CHECK(name_of(outcome) == "s");
    folder.write("keys", jwks({issuer.jwk("2")}));
    REQUIRE(authenticator.reload().has_value());
    CHECK(ask(authenticator, entrance, field).kind == Kind::unauthenticated);
    CHECK(authenticator.ledger()->renewed(*outcome.who, auth::time_now()) == nullptr);
  }

  TEST_CASE("an address that fails too often waits, but for what it has proven before") {
    auth::Options options = spring_user();
    options.failures_max = 2;
    options.failure_interval = std::chrono::hours(1);
    const Authenticator authenticator(options);
    Entrance entrance(authenticator);
    const Peer here{"10.0.0.1", {}};
    const Peer there{"10.0.0.2", {}};
    CHECK(entrance.identify(here, "").kind == Kind::unauthenticated);  // no failure
    CHECK(entrance.identify(here, basic("user", "secret")).kind == Kind::admitted);
    CHECK(entrance.identify(there, basic("user", "a")).kind == Kind::unauthenticated);
    CHECK(entrance.would_refuse(there, basic("user", "a")));  // not counted
    CHECK(entrance.identify(there, basic("user", "b")).kind == Kind::unauthenticated);
    const Outcome limited = entrance.identify(there, basic("user", "secret"));
    CHECK(limited.kind == Kind::too_many);
    CHECK(limited.retry > std::chrono::minutes(59));
    CHECK(entrance.identify(here, basic("user", "secret")).kind == Kind::admitted);
    for (const char* password : {"a", "b"}) {
      CHECK(entrance.identify(here, basic("user", password)).kind == Kind::unauthenticated);
    }
    CHECK(entrance.identify(here, basic("user", "c")).kind == Kind::too_many);
    CHECK(entrance.identify(here, basic("user", "secret")).kind == Kind::admitted);
    // The next connection may be another thread's.
    Entrance other(authenticator);
    CHECK(other.identify(here, basic("user", "secret")).kind == Kind::admitted);
    CHECK(other.identify(there, basic("user", "secret")).kind == Kind::too_many);
  }

  TEST_CASE("too many hashes at a time are refused, and equal ones are computed once") {
    const Folder folder;
    auth::Options options;
    options.enabled = true;
    options.hashing_threads = 1;
    options.waiting_hashes_max = 1;
    options.failures_max = 1000;
    options.users_file = folder.write("users", "ann:" + std::string(scrypt_of_horse) + "\n");
    std::mutex mutex;
    int admitted = 0;
    int refused = 0;
    int busy = 0;
    {
      Authenticator authenticator(options);
      REQUIRE(authenticator.reload().has_value());
      const auto count = [&](const Outcome& outcome) {
        const std::lock_guard lock(mutex);
        admitted += outcome.kind == Kind::admitted ? 1 : 0;
        refused += outcome.kind == Kind::unauthenticated ? 1 : 0;
        busy += outcome.kind == Kind::too_many ? 1 : 0;
      };
      for (int i = 0; i < 20; ++i) {
        authenticator.try_later({"10.0.0.1", {}}, basic("ann", horse), count);
      }
      for (int i = 0; i < 20; ++i) {
        authenticator.try_later({"10.0.0.1", {}}, basic("ann", std::to_string(i)), count);
      }
    }
    CHECK(admitted == 20);
    CHECK(busy >= 18 - 1);
    CHECK(admitted + refused + busy == 40);
  }

  TEST_CASE("rules that are replaced count at once") {
    auth::Options options = spring_user();
    Authenticator authenticator(options);
    Entrance entrance(authenticator);
    const Outcome outcome = entrance.identify({"10.0.0.1", {}}, basic("user", "secret"));
    REQUIRE(outcome.kind == Kind::admitted);
    CHECK(entrance.access().may(*outcome.who, auth::Right::refresh));
    auth::AccessRule rule;
    rule.principals = {"other"};
    authenticator.replace_rules({rule});
    CHECK_FALSE(entrance.access().may(*outcome.who, auth::Right::refresh));
    CHECK(entrance.identify({"10.0.0.1", {}}, basic("user", "secret")).kind == Kind::admitted);
  }

  TEST_CASE("another password of the settings counts at once, and one that goes does not") {
    auth::Options options = spring_user();
    Authenticator authenticator(options);
    Entrance entrance(authenticator);
    const Outcome before = entrance.identify({"10.0.0.1", {}}, basic("user", "secret"));
    REQUIRE(before.kind == Kind::admitted);
    options.password = base::Secret(std::string_view("another"));
    REQUIRE(authenticator.replace(options).has_value());
    const Outcome old = entrance.identify({"10.0.0.1", {}}, basic("user", "secret"));
    CHECK(old.kind == Kind::unauthenticated);
    CHECK(old.failed);
    CHECK(old.failed_user == "user");
    CHECK(entrance.identify({"10.0.0.1", {}}, basic("user", "another")).kind == Kind::admitted);
    CHECK(authenticator.ledger()->renewed(*before.who, auth::time_now()) == nullptr);
    options.password = base::Secret();
    REQUIRE(authenticator.replace(options).has_value());
    CHECK(entrance.identify({"10.0.0.1", {}}, basic("user", "another")).kind == Kind::admitted);
  }

  TEST_CASE("options whose files cannot be read change nothing") {
    auth::Options options = spring_user();
    options.users_file = "/nowhere/users";
    Authenticator authenticator(options);
    const auto generation = authenticator.generation();
    CHECK_FALSE(authenticator.replace(options).has_value());
    CHECK(authenticator.generation() == generation);
  }
}

// See settings_key_strength.hpp.
#include "app/settings_key_strength.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/text.hpp"

namespace cairn::app {
namespace {

// From the documentation, samples and tests of Spring Cloud Config and of Cairn, and what people
// type first.
constexpr std::array<std::string_view, 34> well_known = {
    "123456",    "12345678", "admin",       "bar",        "changeit", "changeme",    "config",
    "default",   "demo",     "encrypt",     "foo",        "foobar",   "guest",       "iamthekey",
    "key",       "letmein",  "mykey",       "mypassword", "mysecret", "mysecretkey", "pass",
    "password",  "pie",      "qwerty",      "root",       "s3cr3t",   "s3cr3t-key",  "secret",
    "secretkey", "somekey",  "supersecret", "symmetric",  "test",     "user"};

constexpr std::size_t distinct_bytes_wanted = 8;  // 32 random bytes have 30 or so

bool is_well_known(std::string_view secret) {
  const std::string lower = base::to_lower(base::trim(secret));
  return std::find(well_known.begin(), well_known.end(), lower) != well_known.end();
}

bool counts_up(std::string_view bytes) {
  return std::adjacent_find(bytes.begin(), bytes.end(), [](char a, char b) {
           return static_cast<unsigned char>(b) != static_cast<unsigned char>(a) + 1;
         }) == bytes.end();
}

class KeyReview {
 public:
  KeyReview(const SettingsTree& tree, SettingsReader& reader)
      : tree_(tree), reader_(reader), strict_(reader.flag("cairn.security.strict-keys")) {}

  void weak(std::string_view name, const std::string& why) {
    if (strict_) {
      reader_.error(name, why + ", and cairn.security.strict-keys is true");
    } else {
      reader_.warning(name, why);
    }
  }

  // What is empty protects nothing, whoever meant it to.
  void empty(std::string_view name) {
    const auto setting = tree_.get(name);
    if (setting && *setting && base::trim((*setting)->text).empty()) {
      reader_.error(name, "is empty: take it away, or give it a value");
    }
  }

  void password(std::string_view name, std::size_t characters_wanted) {
    empty(name);
    if (!reader_.is_set(name)) {
      return;
    }
    const base::Secret secret = reader_.secret(name);
    if (is_well_known(secret.reveal())) {
      weak(name, "is well-known");
    } else if (secret.reveal().size() < characters_wanted) {
      weak(name, "shorter than " + std::to_string(characters_wanted) + " characters");
    }
  }

 private:
  const SettingsTree& tree_;
  SettingsReader& reader_;
  const bool strict_;
};

void review_spring_key(SettingsReader& reader, KeyReview& review, const Settings& settings) {
  const auto& keys = settings.encryption.keys;
  if (keys && keys->store) {
    review.password("encrypt.key-store.password", password_characters_wanted);
    review.password("encrypt.key-store.secret", password_characters_wanted);
    return;
  }
  review.empty("encrypt.key");
  const bool pem = keys && keys->key.reveal().find("RSA PRIVATE KEY") != std::string_view::npos;
  if (!keys || pem) {
    return;  // how large an RSA key is, only who opens it knows
  }
  review.password("encrypt.key", key_characters_wanted);
  if (keys->salt == "deadbeef") {
    review.weak(reader.is_set("encrypt.salt") ? "encrypt.salt" : "encrypt.key",
                "the salt is the one that everybody has (deadbeef), so that passwords can be tried "
                "out in advance: set encrypt.salt");
  }
}

void review_ring(SettingsReader& reader, KeyReview& review, const Settings& settings) {
  for (const crypto::KeyRing::Key& key : settings.encryption.ring.keys()) {
    const std::string own = "cairn.encrypt.keys." + key.id;
    const std::string name = reader.is_set(own) ? own : "cairn.encrypt.keys-file";
    const std::string_view bytes = key.bytes.reveal();
    if (std::set<char>(bytes.begin(), bytes.end()).size() < distinct_bytes_wanted ||
        counts_up(bytes)) {
      review.weak(name, "the key '" + key.id + "' is not random: make one with 'cairn key new'");
    }
  }
  struct stat status = {};
  const std::string file = reader.text("cairn.encrypt.keys-file");
  if (!file.empty() && stat(file.c_str(), &status) == 0 && (status.st_mode & S_IRWXO) != 0) {
    review.weak("cairn.encrypt.keys-file", "every user of this machine can read the file");
  }
}

}  // namespace

void review_keys(const SettingsTree& tree, SettingsReader& reader, const Settings& settings) {
  KeyReview review(tree, reader);
  review_spring_key(reader, review, settings);
  review_ring(reader, review, settings);
  review.password("spring.security.user.password", password_characters_wanted);
}

std::optional<std::string> weakness_of(const crypto::Keys& keys) {
  const std::size_t bits = keys.usual()->rsa_bits();
  if (bits == 0 || bits >= rsa_bits_wanted) {
    return std::nullopt;
  }
  return "the RSA key has " + std::to_string(bits) + " bits, fewer than " +
         std::to_string(rsa_bits_wanted);
}

}  // namespace cairn::app

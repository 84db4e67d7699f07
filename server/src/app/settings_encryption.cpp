// See settings_encryption.hpp.
#include "app/settings_encryption.hpp"

#include <iterator>
#include <utility>

#include "app/settings_http.hpp"
#include "base/text.hpp"
#include "crypto/cipher_text.hpp"

namespace cairn::app {
namespace {

const std::string store = "encrypt.key-store.";
const std::string server = "spring.cloud.config.server.encrypt.";

// The path of "file:/etc/x", "file:///etc/x" and "/etc/x"; "" for another kind of address.
std::string path_of(std::string_view location) {
  constexpr std::string_view scheme = "file:";
  if (location.substr(0, scheme.size()) == scheme) {
    location.remove_prefix(scheme.size());
    if (location.substr(0, 3) == "///") {
      location.remove_prefix(2);
    }
    return std::string(location);
  }
  const std::size_t colon = location.find(':');
  return colon == std::string_view::npos || location.find('/') < colon ? std::string(location)
                                                                       : std::string();
}

crypto::KeyOptions::Store read_store(SettingsReader& reader) {
  crypto::KeyOptions::Store made;
  const std::string location(base::trim(reader.text(store + "location")));
  made.path = path_of(location);
  if (made.path.empty()) {
    reader.error(
        store + "location",
        "'" + location + "' cannot be used: it must be a file, as file:/etc/cairn/keys.p12");
  }
  made.password = reader.secret(store + "password");
  if (made.password.empty()) {
    reader.error(store + "password", "must be set beside encrypt.key-store.location");
  }
  made.alias = reader.text(store + "alias");
  if (made.alias.empty()) {
    reader.error(store + "alias", "must be set beside encrypt.key-store.location");
  }
  made.secret = reader.secret(store + "secret");
  if (made.secret.empty()) {
    made.secret = made.password;
  }
  return made;
}

// The keys that stand in the settings themselves.
std::vector<crypto::KeyRing::Key> read_own_keys(const SettingsTree& tree, SettingsReader& reader) {
  std::vector<crypto::KeyRing::Key> keys;
  for (const SettingsTree::Member& member : tree.members("cairn.encrypt.keys")) {
    auto bytes = crypto::parse_ring_key(base::trim(reader.secret(member.name).reveal()));
    if (bytes) {
      keys.push_back({member.id, *std::move(bytes)});
    } else {
      reader.error(member.name, bytes.error().message);
    }
  }
  return keys;
}

crypto::KeyRing read_ring(const SettingsTree& tree, SettingsReader& reader) {
  auto keys = read_own_keys(tree, reader);
  if (reader.is_set("cairn.encrypt.keys-file")) {
    auto more = crypto::read_keys_file(reader.text("cairn.encrypt.keys-file"));
    if (!more) {
      reader.error("cairn.encrypt.keys-file", more.error().text());
    } else {
      std::move(more->begin(), more->end(), std::back_inserter(keys));
    }
  }
  const std::string active = reader.text("cairn.encrypt.active-key");
  auto ring = crypto::KeyRing::make(std::move(keys), active);
  if (!ring) {
    reader.error(active.empty() ? "cairn.encrypt.keys-file" : "cairn.encrypt.active-key",
                 ring.error().message);
    return {};
  }
  return *std::move(ring);
}

}  // namespace

std::optional<crypto::KeyOptions> read_keys(SettingsReader& reader) {
  crypto::KeyOptions options;
  options.salt = reader.text("encrypt.salt");
  options.rsa.padding = reader.choice("encrypt.rsa.algorithm") == "OAEP"
                            ? crypto::RsaPadding::oaep
                            : crypto::RsaPadding::pkcs1;
  options.rsa.strong = reader.flag("encrypt.rsa.strong");
  options.rsa.salt = reader.text("encrypt.rsa.salt");
  if (reader.is_set(store + "location")) {
    options.store = read_store(reader);
    return options;
  }
  options.key = reader.secret("encrypt.key");
  if (base::trim(options.key.reveal()).empty()) {
    return std::nullopt;
  }
  const auto salt = crypto::decode_hex(options.salt);
  if (!salt || salt->empty()) {
    reader.error("encrypt.salt", "must be an even number of hexadecimal digits, two at least");
  }
  return options;
}

EncryptionSettings read_encryption(const SettingsTree& tree, SettingsReader& reader) {
  EncryptionSettings made;
  made.keys = read_keys(reader);
  made.strict_keys = reader.flag("cairn.security.strict-keys");
  made.ring = read_ring(tree, reader);
  made.writes_bound = reader.choice("cairn.encrypt.format") == "cairn";
  if (made.writes_bound && made.ring.active() == nullptr) {
    reader.error("cairn.encrypt.format",
                 "'cairn' needs a key that writes: one of cairn.encrypt.keys or keys-file, named "
                 "by cairn.encrypt.active-key if there are several");
  }
  made.enabled = reader.flag(server + "enabled");
  made.prefix_invalid = reader.flag(server + "prefix-invalid-properties");
  made.plain_text = reader.flag("cairn.encrypt.plain-text");
  made.threads = reader.count("cairn.encrypt.threads");
  made.waiting_max = reader.count("cairn.encrypt.waiting");
  made.cache_bytes_max = reader.count("cairn.encrypt.cache-size");
  made.hidden_bytes_max = reader.count("cairn.encrypt.answers-size");
  return made;
}

http::CipherEndpoints read_cipher_endpoints(SettingsReader& reader, std::string_view address) {
  const std::string choice = reader.choice("cairn.encrypt.endpoints");
  if (choice.empty()) {
    return is_loopback(address) ? http::CipherEndpoints::all : http::CipherEndpoints::off;
  }
  if (choice == "drop-in") {
    return http::CipherEndpoints::all;
  }
  return choice == "encrypt-only" ? http::CipherEndpoints::encrypt_only
                                  : http::CipherEndpoints::off;
}

}  // namespace cairn::app

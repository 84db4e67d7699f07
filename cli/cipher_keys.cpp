// See cipher_keys.hpp.
#include "cli/cipher_keys.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/hidden_memory.hpp"
#include "base/text.hpp"
#include "cli/credentials.hpp"
#include "cli/options.hpp"

namespace cairn::cli {
namespace {

constexpr std::size_t input_bytes_max = std::size_t{1024} * 1024;
constexpr std::size_t key_file_bytes_max = std::size_t{64} * 1024;

// A file that is not there is a matter of this machine, not of a server's configuration.
Failure of_this_machine(Error error, std::string_view option) {
  error.code = error.code == ErrorCode::not_found ? ErrorCode::internal : error.code;
  return fail(std::move(error), option);
}

// A key text: the whole file, because PEM has lines, without line ends at its end.
Result<base::Secret> read_key_text(const std::string& path) {
  auto content = base::read_file(path, key_file_bytes_max);
  if (!content) {
    return fail(std::move(content).error());
  }
  while (!content->empty() && (content->back() == '\n' || content->back() == '\r')) {
    content->pop_back();
  }
  if (base::trim(*content).empty()) {
    return fail(ErrorCode::failed_precondition, "'" + path + "' is empty");
  }
  return base::Secret(*std::move(content));
}

Result<crypto::KeyOptions> options_of(const SpringKey& key) {
  crypto::KeyOptions options;
  options.salt = key.salt;
  if (key.store.empty()) {
    auto text = read_key_text(key.file);
    if (!text) {
      return of_this_machine(std::move(text).error(), "--key-file");
    }
    options.key = *std::move(text);
    return options;
  }
  if (key.store_password_file.empty() || key.alias.empty()) {
    return fail(ErrorCode::invalid_argument,
                "--key-store needs --key-store-password-file and --alias");
  }
  auto password = read_secret_file("--key-store-password-file", key.store_password_file);
  if (!password) {
    return fail(std::move(password).error());
  }
  options.store = crypto::KeyOptions::Store{key.store, *password, key.alias, *password};
  options.rsa.padding =
      key.rsa_algorithm == "OAEP" ? crypto::RsaPadding::oaep : crypto::RsaPadding::pkcs1;
  options.rsa.strong = key.rsa_strong;
  options.rsa.salt = key.rsa_salt;
  return options;
}

// False at the end.
Result<bool> read_piece(std::string& into) {
  std::array<char, 4096> piece{};
  const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
  if (got < 0) {
    return errno == EINTR
               ? Result<bool>(true)
               : fail(ErrorCode::internal, std::string("standard input: ") + std::strerror(errno));
  }
  into.append(piece.data(), static_cast<std::size_t>(got));
  base::wipe(piece.data(), piece.size());
  return got > 0;
}

}  // namespace

void add_cipher_keys(CLI::App& verb, CipherKeys& keys) {
  const auto add = [&verb](const char* name, std::string& into, const char* type,
                           const char* description) {
    add_text(verb, name, into, type, description)->group("Keys");
  };
  add("--keys-file", keys.ring_file, "FILE",
      "Keys of Cairn's own format, a line '<id>: <key>' each");
  add("--key-file", keys.spring.file, "FILE", "Spring's key: a password, or an RSA key as PEM");
  add("--salt", keys.spring.salt, "HEX", "The salt of that password (deadbeef)");
  add("--key-store", keys.spring.store, "FILE", "Spring's keys in a JKS or PKCS#12 file");
  add("--key-store-password-file", keys.spring.store_password_file, "FILE",
      "The password of the store is the first line of this file");
  add("--alias", keys.spring.alias, "ALIAS", "The store's key of texts without {key:...}");
  add_text(verb, "--rsa-algorithm", keys.spring.rsa_algorithm, "NAME",
           "Padding of RSA with a key store, as encrypt.rsa.algorithm (DEFAULT)")
      ->check(CLI::IsMember({"DEFAULT", "OAEP"}))
      ->group("Keys");
  verb.add_flag("--rsa-strong", keys.spring.rsa_strong,
                "AES-GCM with a key store, as encrypt.rsa.strong")
      ->group("Keys");
  add("--rsa-salt", keys.spring.rsa_salt, "TEXT", "As encrypt.rsa.salt (deadbeef)");
}

Result<std::shared_ptr<const crypto::Keys>> load_spring_key(const SpringKey& key) {
  auto options = options_of(key);
  if (!options) {
    return fail(std::move(options).error());
  }
  auto opened = crypto::Keys::open(*options);
  if (!opened) {
    return of_this_machine(std::move(opened).error(),
                           key.store.empty() ? "--key-file" : "--key-store");
  }
  return opened;
}

Result<LoadedKeys> load_keys(const CipherKeys& keys, const std::string& active) {
  LoadedKeys loaded;
  if (keys.spring.given()) {
    auto spring = load_spring_key(keys.spring);
    if (!spring) {
      return fail(std::move(spring).error());
    }
    loaded.spring = *std::move(spring);
  }
  if (!keys.ring_file.empty()) {
    auto lines = crypto::read_keys_file(keys.ring_file);
    if (!lines) {
      return of_this_machine(std::move(lines).error(), "--keys-file");
    }
    auto ring = crypto::KeyRing::make(*std::move(lines), active);
    if (!ring) {
      return fail(std::move(ring).error(), "--keys-file");
    }
    loaded.ring = *std::move(ring);
  }
  return loaded;
}

Result<base::Secret> read_standard_input(const std::string& prompt, bool raw) {
  if (isatty(STDIN_FILENO) == 1) {
    return ask_at_terminal(prompt);
  }
  std::string text;
  for (Result<bool> more = true; more && *more;) {
    more = read_piece(text);
    if (!more) {
      return fail(std::move(more).error());
    }
    if (text.size() > input_bytes_max) {
      base::wipe(text);
      return fail(ErrorCode::resource_exhausted, "standard input has more than 1 MB");
    }
  }
  if (!raw && !text.empty() && text.back() == '\n') {
    text.pop_back();
  }
  return base::Secret(std::move(text));
}

}  // namespace cairn::cli

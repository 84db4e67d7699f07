// See keys.hpp.
#include "crypto/keys.hpp"

#include <openssl/rand.h>

#include <utility>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "crypto/text_key.hpp"

namespace cairn::crypto {
namespace {

constexpr std::size_t pepper_bytes = 32;

base::Secret digest_of(std::string_view purpose, std::initializer_list<std::string_view> fields) {
  base::Sha256 digest;
  digest.add_field(purpose);
  for (const std::string_view field : fields) {
    digest.add_field(field);
  }
  return base::Secret(digest.hex());
}

}  // namespace

Result<std::shared_ptr<const Keys>> Keys::open(const KeyOptions& options) {
  const std::shared_ptr<Keys> keys(new Keys);
  std::string pepper(pepper_bytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(pepper.data()), pepper_bytes) != 1) {
    return fail(ErrorCode::internal, "no random numbers");
  }
  keys->pepper_ = base::Secret(std::move(pepper));
  if (options.store) {
    if (auto opened = keys->open_store(options); !opened) {
      return fail(std::move(opened).error());
    }
    return std::shared_ptr<const Keys>(keys);
  }
  auto cipher = cipher_of_text_key(options.key, options.salt);
  if (!cipher) {
    return fail(std::move(cipher).error());
  }
  keys->usual_ = *std::move(cipher);
  keys->blinding_ = digest_of("cairn key text", {options.salt, options.key.reveal()});
  return std::shared_ptr<const Keys>(keys);
}

Result<void> Keys::open_store(const KeyOptions& options) {
  const KeyOptions::Store& store = *options.store;
  auto file = base::read_file(store.path, key_store_bytes_max);
  if (!file) {
    return fail(std::move(file).error());
  }
  const base::Secret bytes(*std::move(file));
  auto read = KeyStore::read(bytes.reveal(), store.password);
  if (!read) {
    return fail(std::move(read).error());
  }
  store_.emplace(*std::move(read));
  alias_ = base::to_lower(store.alias);
  secret_ = store.secret;
  rsa_ = options.rsa;
  blinding_ = digest_of("cairn key store", {rsa_.salt, store.password.reveal(), bytes.reveal()});
  auto usual = open_key(alias_, secret_);
  if (!usual) {
    return fail(std::move(usual).error(), "the key of '" + store.alias + "'");
  }
  usual_ = *std::move(usual);
  return {};
}

Result<TextCipherPtr> Keys::open_key(std::string_view alias, const base::Secret& secret) const {
  auto key = store_->key(alias, secret);
  if (!key) {
    return fail(std::move(key).error());
  }
  return TextCipherPtr(std::make_shared<const RsaCipher>(*std::move(key), rsa_));
}

Result<TextCipherPtr> Keys::locate(const CipherPairs& pairs) const {
  const auto alias = pairs.find("key");
  const auto secret = pairs.find("secret");
  if (!store_ || (!alias && !secret)) {
    return usual_;
  }
  const std::string place = slot(pairs);
  {
    const std::lock_guard lock(mutex_);
    const auto known = opened_.find(place);
    if (known != opened_.end()) {
      return known->second;
    }
  }
  auto cipher = open_key(alias.value_or(alias_), secret ? base::Secret(*secret) : secret_);
  const std::lock_guard lock(mutex_);
  if (opened_.size() >= opened_keys_max) {
    opened_.clear();
  }
  return opened_.emplace(place, std::move(cipher)).first->second;
}

std::string Keys::slot(const CipherPairs& pairs) const {
  if (!store_) {
    return {};
  }
  base::Sha256 digest;
  digest.add_field(pepper_.reveal());
  digest.add_field(base::to_lower(pairs.find("key").value_or(alias_)));
  digest.add_field(pairs.find("secret").value_or(secret_.reveal()));
  return digest.hex();
}

std::string Keys::blinded(std::string_view digest) const {
  base::Sha256 blinded;
  blinded.add_field(blinding_.reveal());
  blinded.add_field(digest);
  return blinded.hex();
}

}  // namespace cairn::crypto

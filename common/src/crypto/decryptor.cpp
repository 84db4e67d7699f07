// See decryptor.hpp.
#include "crypto/decryptor.hpp"

#include <utility>

#include "base/digest.hpp"
#include "crypto/cipher_prefix.hpp"

namespace cairn::crypto {
namespace {

constexpr std::size_t entry_overhead_bytes = 256;  // key, list, map

}  // namespace

Decryptor::Opened CachedDecryptor::open(std::string_view value, const ValuePlace& place,
                                        Effort effort) {
  if (claims_to_be_bound(value)) {
    return open_bound(value, place);
  }
  if (keys_ == nullptr) {
    return {State::not_ours, {}, !missed_keys_.exchange(true)};
  }
  const CipherPairs pairs = CipherPairs::parse(value);
  const std::string_view cipher_text = without_pairs(value);
  base::Sha256 digest;
  digest.add_field(keys_->slot(pairs));
  digest.add_field(cipher_text);
  std::string key = digest.hex();
  if (auto known = find(key)) {
    return *std::move(known);
  }
  if (effort == Effort::remembered && !keys_->usual()->is_quick()) {
    return {State::not_remembered};
  }
  const auto cipher = keys_->locate(pairs);
  const auto text = cipher ? (*cipher)->decrypt(cipher_text) : fail(cipher.error());
  if (!text) {
    remember(std::move(key), std::nullopt);
    return {State::not_ours, {}, true};
  }
  remember(std::move(key), *text);
  return {State::opened, *text, true};
}

// Only what is not ours is remembered, so that it is told once.
Decryptor::Opened CachedDecryptor::open_bound(std::string_view value, const ValuePlace& place) {
  auto text = open_value(ring_, place, value);
  if (text) {
    return {State::opened, *std::move(text)};
  }
  base::Sha256 digest;
  digest.add_field("bound");
  digest.add_field(associated_data("", place));
  digest.add_field(value);
  std::string key = digest.hex();
  if (find(key)) {
    return {State::not_ours};
  }
  remember(std::move(key), std::nullopt);
  return {State::not_ours, {}, true, std::move(text).error().message};
}

std::optional<Decryptor::Opened> CachedDecryptor::find(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) {
    return std::nullopt;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  const std::optional<base::Secret>& text = found->second->text;
  return text ? Opened{State::opened, *text} : Opened{State::not_ours};
}

void CachedDecryptor::remember(std::string key, const std::optional<base::Secret>& text) {
  const std::lock_guard lock(mutex_);
  if (index_.count(key) != 0) {
    return;  // another thread was faster
  }
  entries_.push_front({std::move(key), text});
  index_.emplace(entries_.front().key, entries_.begin());
  bytes_ += size_of(entries_.front());
  while (bytes_ > bytes_max_ && !entries_.empty()) {
    bytes_ -= size_of(entries_.back());
    index_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

std::size_t CachedDecryptor::size_of(const Entry& entry) {
  return entry_overhead_bytes + (entry.text ? entry.text->reveal().size() : 0);
}

std::string CachedDecryptor::blinded(std::string_view digest) const {
  const std::string blinded = keys_ == nullptr ? std::string(digest) : keys_->blinded(digest);
  return ring_.keys().empty() ? blinded : ring_.blinded(blinded);
}

std::size_t CachedDecryptor::remembered() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

}  // namespace cairn::crypto

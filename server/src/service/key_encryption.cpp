// See key_encryption.hpp.
#include "service/key_encryption.hpp"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "crypto/bound_cipher.hpp"
#include "crypto/cipher_prefix.hpp"
#include "service/form_text.hpp"

namespace cairn::service {
namespace {

CipherReply no_key() {
  return {404, {}, "NO_KEY", "No key was installed for encryption service"};
}

CipherReply no_public_key() {
  return {404, {}, "NOT_FOUND", "No public key available"};
}

CipherReply not_ours() {
  return {400, {}, "INVALID", "Text not encrypted with this key"};
}

CipherReply public_half_only() {
  return {400, {}, "BAD_REQUEST", "Server-side decryption is not supported"};
}

// What a form made of a text is undone, where it may have been one.
std::optional<base::Secret> meant(std::string_view text, bool exactly_plain, bool cipher) {
  if (exactly_plain || text.empty() || text.back() != '=') {
    return base::Secret(text);
  }
  auto undone = cipher ? cipher_text_of_form(text) : plain_of_form(text);
  return undone ? std::optional(base::Secret(*std::move(undone))) : std::nullopt;
}

}  // namespace

void KeyEncryption::ask(CipherQuestion question, Callback done) {
  auto waiting = std::make_shared<CipherQuestion>(std::move(question));
  const bool posted = threads_.post([this, waiting, done] {
    CipherReply made{500};
    // The last catch: a bug in one question is that question's 500, and a line in the log.
    try {
      made = reply(*waiting);
    } catch (const std::exception& bug) {
      base::Log("service").error("a question for a cipher failed by a bug", {{"what", bug.what()}});
    }
    done(std::move(made));
  });
  if (!posted) {
    done(CipherReply{429});
  }
}

CipherReply KeyEncryption::reply(const CipherQuestion& question) const {
  if (question.verb == CipherQuestion::Verb::public_key) {
    auto line = keys_ == nullptr ? std::nullopt : keys_->usual()->public_key_line();
    return line ? CipherReply{200, base::Secret(*std::move(line))} : no_public_key();
  }
  const bool bound = question.verb == CipherQuestion::Verb::decrypt
                         ? crypto::claims_to_be_bound(question.text.reveal())
                         : writes_bound_;
  if (bound ? ring_.keys().empty() : keys_ == nullptr) {
    return no_key();
  }
  switch (question.verb) {
    case CipherQuestion::Verb::encrypt:
      return bound ? bind(question) : encrypt(question);
    case CipherQuestion::Verb::decrypt:
      return bound ? unbind(question) : decrypt(question);
    default:
      return {200, base::Secret(R"({"status":"OK"})")};
  }
}

CipherReply KeyEncryption::encrypt(const CipherQuestion& question) const {
  const auto input = meant(question.text.reveal(), question.exactly_plain, false);
  if (!input) {
    return {400};
  }
  const auto pairs = crypto::CipherPairs::parse(input->reveal());
  const auto cipher = keys_->locate(pairs);
  if (!cipher) {
    return {400};
  }
  const auto text = (*cipher)->encrypt(crypto::without_pairs(input->reveal()));
  return text ? CipherReply{200, base::Secret(pairs.text() + *text)} : CipherReply{500};
}

CipherReply KeyEncryption::decrypt(const CipherQuestion& question) const {
  const std::string_view sent = question.text.reveal();
  const auto cipher = keys_->locate(crypto::CipherPairs::parse(sent));
  if (!cipher) {
    return not_ours();
  }
  if (!(*cipher)->can_decrypt()) {
    return public_half_only();
  }
  const auto input = meant(crypto::without_pairs(sent), question.exactly_plain, true);
  const auto text = input ? (*cipher)->decrypt(input->reveal())
                          : Result<base::Secret>(crypto::not_encrypted_with_this_key());
  return text ? CipherReply{200, *text} : not_ours();
}

// The text is taken as it is: nothing here was ever a form's or had pairs in front.
CipherReply KeyEncryption::bind(const CipherQuestion& question) const {
  const auto text =
      crypto::seal_value(ring_, {question.application, question.key}, question.text.reveal());
  if (!text) {
    return {text.error().code == ErrorCode::invalid_argument ? 400 : 500};
  }
  return {200, base::Secret(std::string_view(*text))};
}

CipherReply KeyEncryption::unbind(const CipherQuestion& question) const {
  const auto text =
      crypto::open_value(ring_, {question.application, question.key}, question.text.reveal());
  return text ? CipherReply{200, *text} : not_ours();
}

}  // namespace cairn::service

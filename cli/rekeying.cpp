// See rekeying.hpp.
#include "cli/rekeying.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "crypto/bound_cipher.hpp"
#include "crypto/cipher_prefix.hpp"

namespace cairn::cli {
namespace {

// A value that was opened: for Cairn's own format the application it is bound to is known.
struct OpenedValue {
  base::Secret text;
  std::string application;
};

Result<OpenedValue> open_bound(const LoadedKeys& keys, const TreeFile& file,
                               const EncryptedValue& value) {
  std::optional<Error> why;
  for (const std::string& application : possible_applications(file.path)) {
    auto text = crypto::open_value(keys.ring, {application, value.key}, value.text);
    if (text) {
      return OpenedValue{*std::move(text), application};
    }
    why = std::move(text).error();
  }
  return why ? fail(*std::move(why)) : fail(ErrorCode::invalid_argument, "a file without a name");
}

Result<base::Secret> open_spring(const crypto::Keys* keys, std::string_view text) {
  if (keys == nullptr) {
    return fail(ErrorCode::not_found, "there is no key of Spring's to open it with");
  }
  const auto cipher = keys->locate(crypto::CipherPairs::parse(text));
  return cipher ? (*cipher)->decrypt(crypto::without_pairs(text)) : fail(cipher.error());
}

bool is_already(const Rekeying& to, std::string_view text) {
  const bool bound = crypto::claims_to_be_bound(text);
  if (to.to_bound) {
    const auto parsed = crypto::BoundText::parse(text);
    return parsed && to.from.ring.active() != nullptr &&
           parsed->key_id == to.from.ring.active()->id;
  }
  // With an alias the pair tells; without one, whether the new key opens what the old one does not.
  if (bound) {
    return false;
  }
  if (!to.to_alias.empty()) {
    return crypto::CipherPairs::parse(text).find("key") == to.to_alias;
  }
  return !open_spring(to.from.spring.get(), text) && open_spring(to.to_spring.get(), text);
}

Result<std::string> sealed(const Rekeying& to, const TreeFile& file, const EncryptedValue& value,
                           const OpenedValue& opened) {
  if (!to.to_bound) {
    const std::string pair = to.to_alias.empty() ? "" : "{key:" + to.to_alias + "}";
    const auto cipher = to.to_spring->locate(crypto::CipherPairs::parse(pair));
    auto text = cipher ? (*cipher)->encrypt(opened.text.reveal()) : fail(cipher.error());
    return text ? Result<std::string>(pair + *text) : text;
  }
  std::string application = opened.application;
  if (application.empty()) {
    auto named = application_of_file(file.path, to.places);
    if (!named) {
      return named;
    }
    application = *std::move(named);
  }
  return crypto::seal_value(to.from.ring, {application, value.key}, opened.text.reveal());
}

// The value's new text. Errors: why there is none.
Result<std::string> new_text(const Rekeying& to, const TreeFile& file,
                             const EncryptedValue& value) {
  if (!value.offset) {
    return fail(ErrorCode::failed_precondition, "its text is not written in one piece");
  }
  if (crypto::claims_to_be_bound(value.text)) {
    const auto opened = open_bound(to.from, file, value);
    return opened ? sealed(to, file, value, *opened) : fail(opened.error());
  }
  auto text = open_spring(to.from.spring.get(), value.text);
  return text ? sealed(to, file, value, {*std::move(text), ""}) : fail(std::move(text).error());
}

struct Replacement {
  std::size_t length = 0;
  std::string text;
};

// By offset: two values can share a text, through an alias.
using Replacements = std::map<std::size_t, Replacement>;

std::string replaced(const std::string& bytes, const Replacements& replacements) {
  std::string out;
  std::size_t from = 0;
  for (const auto& [offset, replacement] : replacements) {
    out.append(bytes, from, offset - from).append(replacement.text);
    from = offset + replacement.length;
  }
  return out.append(bytes, from);
}

// Whether the text, through an alias, is the value of another key as well.
bool has_other_keys(const TreeFile& file, const EncryptedValue& value) {
  return value.offset &&
         std::any_of(file.values.begin(), file.values.end(), [&](const EncryptedValue& other) {
           return other.offset == value.offset &&
                  crypto::without_indexes(other.key) != crypto::without_indexes(value.key);
         });
}

Rekeyed rekey_value(const TreeFile& file, const EncryptedValue& value, const Rekeying& to,
                    Replacements& replacements) {
  Rekeyed made;  // failed, until it is not
  made.path = file.path;
  made.at = value.at;
  made.key = value.key;
  made.before = format_of_value(value.text);
  if (is_already(to, value.text)) {
    made.outcome = Rekeyed::Outcome::already;
    return made;
  }
  if (to.to_bound && has_other_keys(file, value)) {
    made.reason = "one text is the value of several keys";
    return made;
  }
  if (value.offset && replacements.count(*value.offset) != 0) {
    made.outcome = Rekeyed::Outcome::changed;
    made.after = format_of_value(replacements.at(*value.offset).text);
    return made;
  }
  auto text = new_text(to, file, value);
  if (!text) {
    made.reason = text.error().message;
    return made;
  }
  made.after = format_of_value(*text);
  made.outcome = Rekeyed::Outcome::changed;
  replacements[*value.offset] = {value.text.size(), *std::move(text)};
  return made;
}

// Whether the new bytes have the same encrypted values at the same keys, those that were replaced
// with their new texts, and differ nowhere else.
bool reads_as_it_must(const TreeFile& file, const std::string& bytes,
                      const Replacements& replacements) {
  const auto before = format::parse(file.kind, file.bytes);
  const auto after = format::parse(file.kind, bytes);
  if (!before || !after || (*before)->documents.size() != (*after)->documents.size()) {
    return false;
  }
  std::map<std::string, std::string> texts;  // from old to new
  for (const auto& [offset, replacement] : replacements) {
    texts["{cipher}" + file.bytes.substr(offset, replacement.length)] =
        "{cipher}" + replacement.text;
  }
  for (std::size_t i = 0; i < (*before)->documents.size(); ++i) {
    const Properties& old_ones = *(*before)->documents[i];
    const Properties& new_ones = *(*after)->documents[i];
    if (old_ones.size() != new_ones.size()) {
      return false;
    }
    for (std::size_t k = 0; k < old_ones.size(); ++k) {
      const auto* text = std::get_if<std::string>(&old_ones[k].value);
      const auto known = text == nullptr ? texts.end() : texts.find(*text);
      const bool same = new_ones[k].value == old_ones[k].value;
      const auto* fresh = std::get_if<std::string>(&new_ones[k].value);
      // The same text may stand at a place that was left as it is.
      const bool changed = known != texts.end() && fresh != nullptr && *fresh != *text;
      if (new_ones[k].key != old_ones[k].key || (!same && !changed)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

Result<RekeyedFile> rekey_file(const TreeFile& file, const Rekeying& rekeying) {
  RekeyedFile made;
  Replacements replacements;
  for (const EncryptedValue& value : file.values) {
    made.values.push_back(rekey_value(file, value, rekeying, replacements));
  }
  made.bytes = replaced(file.bytes, replacements);
  if (!replacements.empty() && !reads_as_it_must(file, made.bytes, replacements)) {
    return fail(ErrorCode::failed_precondition, "it would not read as before but for its values",
                {file.path, {}});
  }
  return made;
}

}  // namespace cairn::cli

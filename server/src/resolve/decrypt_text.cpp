// See decrypt_text.hpp.
#include "resolve/decrypt_text.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/hidden_memory.hpp"
#include "base/text.hpp"
#include "values/java_trim.hpp"

namespace cairn::resolve {
namespace {

constexpr std::string_view marker = "{cipher}";

std::optional<format::Kind> kind_of(std::string_view path) {
  const std::string extension = base::to_lower(path.substr(std::min(path.rfind('.'), path.size())));
  if (extension == ".properties") {
    return format::Kind::properties;
  }
  // JSON is read as the YAML that it is as well.
  const bool yaml = extension == ".yml" || extension == ".yaml" || extension == ".json";
  return yaml ? std::optional(format::Kind::yaml) : std::nullopt;
}

// The encrypted values of a file, each once, the longest first: one may be the beginning of
// another.
std::vector<std::string> encrypted_values(const format::ParsedFile& file) {
  std::set<std::string> values;
  for (const auto& document : file.documents) {
    for (const Property& property : *document) {
      const auto* text = std::get_if<std::string>(&property.value);
      if (text != nullptr && text->compare(0, marker.size(), marker) == 0) {
        values.emplace(values::java_trimmed(*text));
      }
    }
  }
  std::vector<std::string> sorted(values.begin(), values.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return sorted;
}

// The text with a value replaced; what it held before is wiped.
std::string replaced(std::string text, std::string_view value, std::string_view with) {
  std::string out = base::replace_all(text, value, with);
  base::wipe(text);
  return out;
}

}  // namespace

Result<DecryptedText> decrypt_text(std::string text, std::string_view path,
                                   crypto::Decryptor& decryptor, crypto::Decryptor::Effort effort,
                                   const format::Budget& budget) {
  DecryptedText made;
  made.text = std::move(text);
  const auto kind = kind_of(path);
  if (!kind || made.text.find(marker) == std::string::npos) {
    return made;
  }
  const auto file = format::parse(*kind, made.text, budget);
  if (!file) {
    return fail_in_file(file.error(), path);
  }
  for (const std::string& value : encrypted_values(**file)) {
    // A text has no keys: what is bound to one does not open here.
    const auto opened = decryptor.open(base::replace_all(value, marker, ""), {}, effort);
    if (opened.state == crypto::Decryptor::State::not_ours) {
      base::wipe(made.text);
      return fail(ErrorCode::failed_precondition, "a value cannot be decrypted",
                  {std::string(path), {}});
    }
    if (opened.state == crypto::Decryptor::State::not_remembered) {
      ++made.not_remembered;
      continue;
    }
    ++made.opened;
    made.text = replaced(std::move(made.text), value, opened.text.reveal());
  }
  return made;
}

}  // namespace cairn::resolve

// See encrypted_values.hpp.
#include "cli/encrypted_values.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/bound_text.hpp"
#include "crypto/cipher_prefix.hpp"

namespace cairn::cli {
namespace {

constexpr std::string_view marker = "{cipher}";

// Where a place in lines and columns is; the end for one that is beyond it.
std::size_t offset_of(std::string_view bytes, Position at) {
  std::size_t offset = 0;
  for (std::uint32_t line = 1; line < at.line; ++line) {
    offset = bytes.find_first_of("\r\n", offset);
    if (offset == std::string_view::npos) {
      return bytes.size();
    }
    offset += bytes.substr(offset, 2) == "\r\n" ? 2 : 1;
  }
  for (std::uint32_t column = 1; column < at.column && offset < bytes.size(); ++column) {
    if (!base::next_code_point(bytes, offset)) {
      ++offset;
    }
  }
  return offset;
}

// Whether a cipher text goes on with this character.
bool goes_on(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("+/=-_:").find(c) != std::string_view::npos;
}

// Where "{cipher}" and the text begin, from `from` on.
std::size_t next_occurrence(std::string_view bytes, const std::string& whole, std::size_t from) {
  std::size_t at = bytes.find(whole, from);
  while (at != std::string_view::npos && at + whole.size() < bytes.size() &&
         goes_on(bytes[at + whole.size()])) {
    at = bytes.find(whole, at + 1);
  }
  return at;
}

std::optional<std::size_t> find_text(std::string_view bytes, const EncryptedValue& value) {
  const std::string whole = std::string(marker) + value.text;
  const std::size_t first = next_occurrence(bytes, whole, 0);
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t second = next_occurrence(bytes, whole, first + 1);
  if (second == std::string_view::npos) {
    return first + marker.size();
  }
  // Of several the one behind the value's place, with no other value in between.
  const std::size_t from = value.at.known() ? offset_of(bytes, value.at) : bytes.size();
  const std::size_t near = next_occurrence(bytes, whole, from);
  if (near == std::string_view::npos || bytes.find(marker, from) != near) {
    return std::nullopt;
  }
  return near + marker.size();
}

}  // namespace

std::optional<format::Kind> kind_of_file(std::string_view path) {
  const std::string name = base::to_lower(path);
  const auto ends = [&](std::string_view with) {
    return name.size() > with.size() && name.substr(name.size() - with.size()) == with;
  };
  if (ends(".yml") || ends(".yaml") || ends(".json")) {  // JSON is read as the YAML that it is
    return format::Kind::yaml;
  }
  if (ends(".properties")) {
    return format::Kind::properties;
  }
  return ends(".xml") ? std::optional(format::Kind::xml) : std::nullopt;
}

Result<std::vector<EncryptedValue>> encrypted_values(format::Kind kind, std::string_view bytes) {
  std::vector<EncryptedValue> values;
  if (bytes.find("cipher}") == std::string_view::npos) {
    return values;  // most files; also those that are no configuration
  }
  const auto file = format::parse(kind, bytes);
  if (!file) {
    return fail(file.error());
  }
  for (const auto& document : (*file)->documents) {
    for (const Property& property : *document) {
      const auto* text = std::get_if<std::string>(&property.value);
      if (text != nullptr && text->compare(0, marker.size(), marker) == 0) {
        EncryptedValue value{property.key, text->substr(marker.size()), property.at, {}};
        value.offset = find_text(bytes, value);
        values.push_back(std::move(value));
      }
    }
  }
  return values;
}

std::string format_of_value(std::string_view text) {
  if (crypto::claims_to_be_bound(text)) {
    const auto bound = crypto::BoundText::parse(text);
    return bound ? "cairn " + bound->key_id : "cairn, of no known form";
  }
  const auto pairs = crypto::CipherPairs::parse(text);
  const auto key = pairs.find("key");
  return key ? "spring {key:" + std::string(*key) + "}" : "spring";
}

}  // namespace cairn::cli

// Parsing and comparing media types.
#include "http/media_type.hpp"

#include <charconv>
#include <cstddef>

#include "base/text.hpp"
#include "http/text_encoding.hpp"

namespace cairn::http {
namespace {

constexpr std::size_t accepted_max = 50;

bool is_token_char(char c) {
  constexpr std::string_view separators = "()<>@,;:\\\"/[]?={} \t";
  return c > 0x20 && c < 0x7F && separators.find(c) == std::string_view::npos;
}

bool is_token(std::string_view text) {
  for (const char c : text) {
    if (!is_token_char(c)) {
      return false;
    }
  }
  return !text.empty();
}

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
         text.back() == text.front();
}

std::string unquote(std::string_view text) {
  return std::string(is_quoted(text) ? text.substr(1, text.size() - 2) : text);
}

// The parts between separators that stand outside double quotes; blank ones are left out.
std::vector<std::string_view> split_outside_quotes(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  bool quoted = false;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at == text.size() || (text[at] == separator && !quoted)) {
      const std::string_view part = base::trim(text.substr(from, at - from));
      if (!part.empty()) {
        parts.push_back(part);
      }
      from = at + 1;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == '\\' && at + 1 < text.size()) {
      ++at;
    }
  }
  return parts;
}

std::optional<double> parse_quality(std::string_view text) {
  const std::string plain = unquote(text);
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size() || !(value >= 0 && value <= 1)) {
    return std::nullopt;
  }
  return value;
}

// False for a parameter that makes the whole type unusable.
bool add_parameter(MediaType& type, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return true;
  }
  const std::string_view name = base::trim(text.substr(0, equals));
  const std::string_view value = base::trim(text.substr(equals + 1));
  if (!is_token(name) || !(is_token(value) || is_quoted(value))) {
    return false;
  }
  if (base::equals_ignoring_case(name, "q")) {
    const auto quality = parse_quality(value);
    type.quality = quality.value_or(0);
    type.has_quality = true;
    return quality.has_value();
  }
  if (base::equals_ignoring_case(name, "charset") && !encoding_of(unquote(value))) {
    return false;
  }
  type.parameters.emplace_back(name, value);
  return true;
}

std::optional<MediaType> parse_one(std::string_view text) {
  const auto parts = split_outside_quotes(text, ';');
  if (parts.empty()) {
    return std::nullopt;
  }
  const std::string_view full = parts.front() == "*" ? std::string_view("*/*") : parts.front();
  const std::size_t slash = full.find('/');
  if (slash == std::string_view::npos || !is_token(full.substr(0, slash)) ||
      !is_token(full.substr(slash + 1))) {
    return std::nullopt;
  }
  MediaType type = media_type(full);
  if (type.wildcard_type() && type.subtype != "*") {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (!add_parameter(type, parts[i])) {
      return std::nullopt;
    }
  }
  return type;
}

// What follows the last "+" of a subtype; "" for none.
std::string_view suffix_of(std::string_view subtype) {
  const std::size_t plus = subtype.rfind('+');
  return plus == std::string_view::npos ? std::string_view() : subtype.substr(plus + 1);
}

// Whether "application/*+json" stands for the subtype.
bool wildcard_suffix_covers(std::string_view pattern, std::string_view subtype) {
  const std::string_view suffix = suffix_of(pattern);
  return !suffix.empty() && (suffix == subtype || suffix == suffix_of(subtype));
}

std::size_t parameter_count(const MediaType& type) {
  return type.parameters.size() + (type.has_quality ? 1U : 0U);
}

}  // namespace

bool MediaType::wildcard_subtype() const {
  return subtype == "*" || subtype.rfind("*+", 0) == 0;
}

std::string MediaType::charset() const {
  for (const auto& [name, value] : parameters) {
    if (base::equals_ignoring_case(name, "charset")) {
      return unquote(value);
    }
  }
  return {};
}

std::string MediaType::text() const {
  std::string out = type + '/' + subtype;
  for (const auto& [name, value] : parameters) {
    if (!base::equals_ignoring_case(name, "charset")) {
      out.append(";").append(name).append("=").append(value);
    }
  }
  const std::string named = charset();
  return named.empty() ? out : out + ";charset=" + named;
}

MediaType media_type(std::string_view text) {
  const std::size_t slash = text.find('/');
  MediaType type;
  type.type = base::to_lower(text.substr(0, slash));
  type.subtype = base::to_lower(text.substr(slash + 1));
  return type;
}

std::optional<std::vector<MediaType>> parse_accept(const std::vector<std::string_view>& fields) {
  std::vector<MediaType> accepted;
  for (const std::string_view field : fields) {
    for (const std::string_view element : split_outside_quotes(field, ',')) {
      auto type = parse_one(element);
      if (!type || accepted.size() == accepted_max) {
        return std::nullopt;
      }
      accepted.push_back(*std::move(type));
    }
  }
  if (accepted.empty()) {
    accepted.push_back(media_type("*/*"));
  }
  sort_by_specificity(accepted);
  return accepted;
}

bool same_type(const MediaType& a, const MediaType& b) {
  return a.type == b.type && a.subtype == b.subtype;
}

bool includes(const MediaType& a, const MediaType& b) {
  if (a.wildcard_type() || same_type(a, b)) {
    return true;
  }
  if (a.type != b.type || !a.wildcard_subtype()) {
    return false;
  }
  // "application/*+json" includes "application/a+json", but not "application/json".
  const std::string_view suffix = suffix_of(a.subtype);
  return suffix.empty() || suffix == suffix_of(b.subtype);
}

bool compatible(const MediaType& a, const MediaType& b) {
  if (a.wildcard_type() || b.wildcard_type() || same_type(a, b)) {
    return true;
  }
  if (a.type != b.type) {
    return false;
  }
  if (a.subtype == "*" || b.subtype == "*") {
    return true;
  }
  return (a.wildcard_subtype() && wildcard_suffix_covers(a.subtype, b.subtype)) ||
         (!a.wildcard_subtype() && b.wildcard_subtype() &&
          wildcard_suffix_covers(b.subtype, a.subtype));
}

bool more_specific(const MediaType& a, const MediaType& b) {
  if (a.quality != b.quality) {
    return a.quality > b.quality;
  }
  if (a.wildcard_type() != b.wildcard_type()) {
    return b.wildcard_type();
  }
  if (a.wildcard_subtype() != b.wildcard_subtype()) {
    return b.wildcard_subtype();
  }
  return same_type(a, b) && parameter_count(a) > parameter_count(b);
}

void sort_by_specificity(std::vector<MediaType>& types) {
  // A bubble sort as in Spring: the relation is no strict weak order, so the algorithm decides.
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (std::size_t j = 1; j < types.size() - i; ++j) {
      if (more_specific(types[j], types[j - 1])) {
        std::swap(types[j], types[j - 1]);
      }
    }
  }
}

std::optional<MediaType> choose(const std::vector<MediaType>& accepted,
                                const std::vector<MediaType>& producible) {
  std::vector<MediaType> common;
  for (const MediaType& wanted : accepted) {
    for (const MediaType& offered : producible) {
      if (!compatible(wanted, offered)) {
        continue;
      }
      MediaType made = offered;
      made.quality = wanted.quality;
      made.has_quality = wanted.has_quality;
      common.push_back(more_specific(made, wanted) ? made : wanted);
    }
  }
  sort_by_specificity(common);
  for (const MediaType& type : common) {
    if (type.concrete()) {
      return type;
    }
    if (same_type(type, media_type("*/*")) || same_type(type, media_type("application/*"))) {
      return media_type("application/octet-stream");
    }
  }
  return std::nullopt;
}

bool is_json_type(std::optional<std::string_view> content_type) {
  const auto types = content_type ? parse_accept({*content_type}) : std::nullopt;
  return types && types->size() == 1 && types->front().type == "application" &&
         types->front().subtype == "json";
}

}  // namespace cairn::http

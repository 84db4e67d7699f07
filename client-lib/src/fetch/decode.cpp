// From a JSON tree to an Environment.
#include "fetch/decode.hpp"

#include <array>
#include <charconv>
#include <memory>
#include <utility>

#include "base/text.hpp"
#include "fetch/origin_text.hpp"

namespace cairn::fetch {
namespace {

Failure unusable(std::string_view what) {
  return fail(ErrorCode::failed_precondition, "the answer is no environment: " + std::string(what));
}

// A number's significant digits and where their point is: equal for texts of the same number.
struct Digits {
  std::string digits;
  long exponent = 0;
  bool negative = false;
  friend bool operator==(const Digits&, const Digits&) = default;
};

Digits digits_of(std::string_view text) {
  Digits out;
  out.negative = text.starts_with('-');
  const std::size_t e = text.find_first_of("eE");
  std::string_view power = e == std::string_view::npos ? "0" : text.substr(e + 1);
  power.remove_prefix(power.starts_with('+') ? 1 : 0);
  (void)std::from_chars(power.data(), power.data() + power.size(), out.exponent);  // JSON's grammar
  bool point = false;
  for (const char c : text.substr(0, e)) {
    if (c == '.') {
      point = true;
    } else if (c != '-') {
      out.digits += c;
      out.exponent -= point ? 1 : 0;
    }
  }
  while (!out.digits.empty() && out.digits.back() == '0') {
    out.digits.pop_back();
    ++out.exponent;
  }
  out.digits.erase(0, out.digits.find_first_not_of('0'));
  if (out.digits.empty()) {
    out.exponent = 0;
  }
  return out;
}

Value decimal(const std::string& text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) {
    return text;
  }
  std::array<char, 64> shortest{};
  const auto printed = std::to_chars(shortest.data(), shortest.data() + shortest.size(), number,
                                     std::chars_format::scientific);
  const std::string_view round_trip(shortest.data(),
                                    static_cast<std::size_t>(printed.ptr - shortest.data()));
  return digits_of(round_trip) == digits_of(text) ? Value(number) : Value(text);
}

Value integer(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc() || end != text.data() + text.size()) {
    return BigInteger{text};
  }
  return number;
}

// The text of a scalar; none for null and for a member that is not there.
std::optional<std::string> text_of(const JsonNode* node) {
  if (node == nullptr || node->kind == JsonKind::null || node->kind == JsonKind::array ||
      node->kind == JsonKind::object) {
    return std::nullopt;
  }
  return node->text;
}

// v2's value and origin, or nullptr for both.
std::pair<const JsonNode*, const JsonNode*> tracked(const JsonNode& node) {
  if (node.kind != JsonKind::object || node.members.size() != 2) {
    return {nullptr, nullptr};
  }
  const JsonNode* value = node.member("value");
  const JsonNode* origin = node.member("origin");
  return value == nullptr || origin == nullptr ? std::pair<const JsonNode*, const JsonNode*>()
                                               : std::pair(value, origin);
}

Property property_of(const std::string& key, const JsonNode& node, PropertySource& source) {
  const auto [value, origin] = tracked(node);
  if (value == nullptr) {
    return {key, value_of(node), {}};
  }
  const ParsedOrigin parsed = parse_origin(text_of(origin).value_or(""));
  if (!parsed.origin.file.empty()) {
    source.file = parsed.origin.file;
  }
  if (source.described_origin.empty()) {
    source.described_origin = parsed.described;
  }
  return {key, value_of(*value), parsed.origin.at};
}

Result<PropertySource> source_of(const JsonNode& node) {
  if (node.kind != JsonKind::object) {
    return unusable("a property source is no object");
  }
  PropertySource source;
  source.name = text_of(node.member("name")).value_or("");
  source.file = file_of_source(source.name);
  Properties properties;
  const JsonNode* values = node.member("source");
  if (values != nullptr && values->kind != JsonKind::null) {
    if (values->kind != JsonKind::object) {
      return unusable("the properties of '" + source.name + "' are no object");
    }
    for (const auto& [key, value] : values->members) {
      properties.push_back(property_of(key, value, source));
    }
  }
  source.properties = std::make_shared<const Properties>(std::move(properties));
  return source;
}

std::string joined(const JsonNode* profiles) {
  std::string out;
  if (profiles != nullptr) {
    for (const JsonNode& profile : profiles->items) {
      out += (out.empty() ? "" : ",") + text_of(&profile).value_or("");
    }
  }
  return out;
}

}  // namespace

Value value_of(const JsonNode& node) {
  switch (node.kind) {
    case JsonKind::null:
      return std::string();
    case JsonKind::boolean:
      return node.text == "true";
    case JsonKind::integer:
      return integer(node.text);
    case JsonKind::decimal:
      return decimal(node.text);
    case JsonKind::string:
      return node.text;
    case JsonKind::array:
    case JsonKind::object:
      break;
  }
  return compact_json(node);
}

bool is_json_type(std::string_view content_type) {
  const std::string type =
      base::to_lower(base::trim(content_type.substr(0, content_type.find(';'))));
  return type == "application/json" ||
         (type.starts_with("application/") && type.ends_with("+json") && type.size() > 17);
}

Result<Environment> decode_environment(std::string_view body, const JsonLimits& limits) {
  auto root = parse_json(body, limits);
  if (!root) {
    return fail(std::move(root).error(), "the answer is no environment");
  }
  const JsonNode* sources = root->member("propertySources");
  if (root->kind != JsonKind::object || sources == nullptr) {
    return unusable("it has no 'propertySources'");
  }
  if (sources->kind != JsonKind::array && sources->kind != JsonKind::null) {
    return unusable("its 'propertySources' are no list");
  }
  Environment environment;
  environment.name = text_of(root->member("name")).value_or("");
  environment.profiles = joined(root->member("profiles"));
  environment.label = text_of(root->member("label"));
  environment.version = text_of(root->member("version"));
  environment.state = text_of(root->member("state"));
  for (const JsonNode& node : sources->items) {
    auto source = source_of(node);
    if (!source) {
      return fail(std::move(source).error());
    }
    environment.sources.push_back(*std::move(source));
  }
  return environment;
}

}  // namespace cairn::fetch

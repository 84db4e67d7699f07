// See environment_json.hpp.
#include "carrier/environment_json.hpp"

#include <string_view>

#include "cairn/v1/config.pb.h"

namespace cairn::carrier {
namespace {

// What a field of text holds is UTF-8: protocol buffers see to it.
void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_key(std::string& out, std::string_view key) {
  append_text(out, key);
  out += ':';
}

void append_value(std::string& out, const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kText:
      append_text(out, value.text());
      return;
    case v1::Value::kInteger:
      out += std::to_string(value.integer());
      return;
    case v1::Value::kBoolean:
      out += value.boolean() ? "true" : "false";
      return;
    case v1::Value::kNumber:
      out += value.number();  // as JSON has it; what is none makes the whole unreadable
      return;
    case v1::Value::KIND_NOT_SET:
      out += "null";
      return;
  }
}

void append_property(std::string& out, const v1::Property& property) {
  append_key(out, property.key());
  if (property.origin().empty()) {
    append_value(out, property.value());
    return;
  }
  out += "{\"value\":";
  append_value(out, property.value());
  out += ",\"origin\":";
  append_text(out, property.origin());
  out += '}';
}

void append_source(std::string& out, const v1::PropertySource& source) {
  out += "{\"name\":";
  append_text(out, source.name());
  out += ",\"source\":{";
  const char* between = "";
  for (const v1::Property& property : source.properties()) {
    out += between;
    append_property(out, property);
    between = ",";
  }
  out += "}}";
}

}  // namespace

std::string environment_json(const v1::Environment& environment) {
  std::string out = "{\"name\":";
  append_text(out, environment.name());
  out += ",\"profiles\":[";
  const char* between = "";
  for (const std::string& profile : environment.profiles()) {
    out += between;
    append_text(out, profile);
    between = ",";
  }
  out += ']';
  const auto add = [&out](std::string_view name, bool there, std::string_view text) {
    if (there) {
      out += ',';
      append_key(out, name);
      append_text(out, text);
    }
  };
  add("label", environment.has_label(), environment.label());
  add("version", environment.has_version(), environment.version());
  add("state", environment.has_state(), environment.state());
  out += ",\"propertySources\":[";
  between = "";
  for (const v1::PropertySource& source : environment.property_sources()) {
    out += between;
    append_source(out, source);
    between = ",";
  }
  return out += "]}";
}

}  // namespace cairn::carrier

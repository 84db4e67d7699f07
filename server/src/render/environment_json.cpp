// The environment as a client of the reference reads it, field by field in the reference's order.
#include <optional>
#include <string>

#include "render/json_text.hpp"
#include "render/render.hpp"

namespace cairn::render {
namespace {

void append_or_null(std::string& out, const std::optional<std::string>& text) {
  if (text) {
    append_json_string(out, *text);
  } else {
    out += "null";
  }
}

// A value without a known place, and without a text that describes one, stays bare in v2 as well.
std::string origin_of(const PropertySource& source, const Property& property) {
  if (property.at.known()) {
    return std::to_string(property.at.line) + ':' + std::to_string(property.at.column);
  }
  return source.described_origin;
}

void append_property(std::string& out, const PropertySource& source, const Property& property,
                     bool with_origins) {
  append_json_string(out, property.key);
  out += ':';
  const std::string origin = with_origins ? origin_of(source, property) : std::string();
  if (origin.empty()) {
    append_json_value(out, property.value);
    return;
  }
  out += R"({"value":)";
  append_json_value(out, property.value);
  out += R"(,"origin":)";
  append_json_string(out, origin);
  out += '}';
}

void append_source(std::string& out, const PropertySource& source, bool with_origins) {
  out += R"({"name":)";
  append_json_string(out, source.name);
  out += R"(,"source":{)";
  bool first = true;
  for (const Property& property : *source.properties) {
    out += first ? "" : ",";
    first = false;
    append_property(out, source, property, with_origins);
  }
  out += "}}";
}

}  // namespace

std::string environment_json(const Environment& environment, bool with_origins) {
  std::string out = R"({"name":)";
  append_json_string(out, environment.name);
  // One element, whatever was asked for: the reference never splits the text of the request.
  out += R"(,"profiles":[)";
  append_json_string(out, environment.profiles);
  out += R"(],"label":)";
  append_or_null(out, environment.label);
  out += R"(,"version":)";
  append_or_null(out, environment.version);
  out += R"(,"state":)";
  append_or_null(out, environment.state);
  out += R"(,"propertySources":[)";
  bool first = true;
  for (const PropertySource& source : environment.sources) {
    out += first ? "" : ",";
    first = false;
    append_source(out, source, with_origins);
  }
  out += "]}";
  return out;
}

}  // namespace cairn::render

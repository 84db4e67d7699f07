// See said.hpp.
#include "spring/said.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::testing {
namespace {

Json said(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json();
}

std::string shortest(double number) {
  std::array<char, 64> text{};
  const auto printed = std::to_chars(text.data(), text.data() + text.size(), number);
  return {text.data(), printed.ptr};
}

struct Typed {
  Json operator()(const std::string& text) const { return {"string", text}; }
  Json operator()(bool truth) const { return {"bool", truth}; }
  Json operator()(std::int64_t number) const { return {"integer", std::to_string(number)}; }
  Json operator()(const BigInteger& number) const { return {"big", number.digits}; }
  Json operator()(double number) const { return {"decimal", shortest(number)}; }
  Json operator()(const Binary& binary) const { return {"binary", binary.bytes.size()}; }
};

std::string_view said(Obtained how) {
  switch (how) {
    case Obtained::not_asked:
      return "not_asked";
    case Obtained::server:
      return "server";
    case Obtained::cache:
      return "cache";
    case Obtained::override_file:
      return "override_file";
    case Obtained::nothing:
      break;
  }
  return "nothing";
}

}  // namespace

Json said(const Value& value) {
  return std::visit(Typed(), value);
}

Json said(const Environment& environment) {
  Json sources = Json::array();
  for (const PropertySource& source : environment.sources) {
    Json properties = Json::array();
    for (const Property& property : *source.properties) {
      properties.push_back(
          {property.key, said(property.value), property.at.line, property.at.column});
    }
    sources.push_back({{"name", source.name},
                       {"file", source.file},
                       {"described", source.described_origin},
                       {"properties", std::move(properties)}});
  }
  return {{"name", environment.name},         {"profiles", environment.profiles},
          {"label", said(environment.label)}, {"version", said(environment.version)},
          {"state", said(environment.state)}, {"sources", std::move(sources)}};
}

Json said(const Config& config) {
  Json entries = Json::array();
  for (const Entry& entry : config.entries()) {
    const Origin& place = entry.origin.place;
    entries.push_back({entry.key, said(entry.value), entry.origin.source, place.file, place.at.line,
                       place.at.column});
  }
  Json troubles = Json::array();
  for (const Error& trouble : config.remote().troubles) {
    troubles.push_back(said(trouble));
  }
  return {{"how", said(config.remote().how)},
          {"label", said(config.remote().label)},
          {"version", said(config.remote().version)},
          {"troubles", std::move(troubles)},
          {"entries", std::move(entries)}};
}

Json said(const Error& error) {
  return {{"code", name_of(error.code)}, {"text", error.text()}};
}

}  // namespace cairn::testing

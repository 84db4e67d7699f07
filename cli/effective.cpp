// See effective.hpp.
#include "cli/effective.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "values/relaxed_name.hpp"
#include "values/value_text.hpp"

namespace cairn::cli {
namespace {

using values::canonical_name;
using values::RelaxedName;

bool is_number(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The canonical name of the outermost list that a key is an element of; of another key its own.
std::string list_of(const std::string& key) {
  const RelaxedName name = RelaxedName::parse(key);
  std::string written;
  for (const values::NameElement& element : name.elements()) {
    if (element.index && is_number(element.text)) {
      return canonical_name(written);
    }
    written +=
        element.index ? "[" + element.text + "]" : (written.empty() ? "" : ".") + element.text;
  }
  return name.canonical();
}

// All values of each name, the most important first.
std::unordered_map<std::string, std::vector<Entry>> values_by_name(const Config& config) {
  std::unordered_map<std::string, std::vector<Entry>> by_name;
  for (const PropertySource& source : config.sources()) {
    const std::string& file = source.file.empty() ? source.name : source.file;
    for (const Property& property : *source.properties) {
      by_name[canonical_name(property.key)].push_back(
          {property.key, property.value, {source.name, {file, property.at}}});
    }
  }
  return by_name;
}

}  // namespace

std::vector<Effective> explained(const Config& config) {
  const auto by_name = values_by_name(config);
  std::unordered_map<std::string, std::string> deciding;  // the source of each list
  std::vector<Effective> all;
  for (Entry& entry : config.entries()) {
    Effective effective;
    const auto decides = deciding.emplace(list_of(entry.key), entry.origin.source).first;
    if (decides->second != entry.origin.source) {
      effective.replaced_by = decides->second;
    }
    const auto values = by_name.find(canonical_name(entry.key));
    if (values != by_name.end() && values->second.size() > 1) {
      effective.hidden.assign(values->second.begin() + 1, values->second.end());
    }
    effective.entry = std::move(entry);
    all.push_back(std::move(effective));
  }
  return all;
}

Result<std::vector<Entry>> effective_entries(const Config& config) {
  std::vector<Entry> entries;
  for (Effective& effective : explained(config)) {
    Entry& entry = effective.entry;
    if (!effective.replaced_by.empty() || lies_below(entry.key, "spring.config.activate")) {
      continue;
    }
    const auto* text = std::get_if<std::string>(&entry.value);
    if (text != nullptr && text->find("${") != std::string::npos) {
      auto resolved = config.get<std::string>(entry.key);
      if (!resolved) {
        Error error = std::move(resolved).error();
        error.code = ErrorCode::failed_precondition;
        return fail(std::move(error));
      }
      entry.value = *std::move(resolved);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string source_text(const std::string& source) {
  constexpr std::string_view prefix = "configserver:";
  return source.starts_with(prefix) ? source.substr(prefix.size()) : source;
}

bool lies_below(const std::string& key, const std::string& name) {
  return name.empty() || RelaxedName::parse(key).starts_with(RelaxedName::parse(name));
}

}  // namespace cairn::cli

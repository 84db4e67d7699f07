// See program_sources.hpp.
#include "client/program_sources.hpp"

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <string_view>

namespace cairn::client {
namespace {

SourceInput source_of(std::string name, Properties properties, SourceKind kind) {
  return {{std::move(name), "", "", std::make_shared<const Properties>(std::move(properties))},
          kind};
}

bool names_something(std::string_view name) {
  return std::any_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// Adds a value; a second one of the same name follows the first with a comma.
void add(Properties& properties, std::string name, std::string value) {
  for (Property& property : properties) {
    if (property.key == name) {
      std::get<std::string>(property.value).append(",").append(value);
      return;
    }
  }
  properties.push_back({std::move(name), std::move(value), {}});
}

}  // namespace

SourceInput source_of_arguments(const std::vector<std::string>& words) {
  Properties properties;
  for (const std::string& word : words) {
    if (word == "--") {
      break;
    }
    const std::size_t end = std::min(word.find('='), word.size());
    if (word.rfind("--", 0) == 0 && names_something(word.substr(2, end - 2))) {
      add(properties, word.substr(2, end - 2), end < word.size() ? word.substr(end + 1) : "");
    }
  }
  return source_of("arguments", std::move(properties), SourceKind::arguments);
}

SourceInput source_of_variables(const std::vector<std::string>& environment) {
  Properties properties;
  for (const std::string& pair : environment) {
    const std::size_t end = pair.find('=');
    if (end != std::string::npos && end != 0) {
      properties.push_back({pair.substr(0, end), pair.substr(end + 1), {}});
    }
  }
  return source_of("environment variables", std::move(properties), SourceKind::variables);
}

SourceInput source_of_defaults(const std::vector<std::pair<std::string, Value>>& defaults) {
  Properties properties;
  for (const auto& [key, value] : defaults) {
    properties.push_back({key, value, {}});
  }
  return source_of("defaults", std::move(properties), SourceKind::file);
}

std::vector<std::string> process_environment() {
  std::vector<std::string> out;
  for (char** pair = environ; pair != nullptr && *pair != nullptr; ++pair) {
    out.emplace_back(*pair);
  }
  return out;
}

}  // namespace cairn::client

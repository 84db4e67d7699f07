// See settings_sources.hpp.
#include "app/settings_sources.hpp"

#include "values/relaxed_name.hpp"

namespace cairn::app {

SettingsSource source_of(const Properties& properties, const std::string& file) {
  SettingsSource source;
  for (const Property& property : properties) {
    source.entries.push_back({values::RelaxedName::parse(property.key), property.key,
                              property.value, Origin{file, property.at}});
  }
  return source;
}

SettingsSource source_of_arguments(const SettingsInput& input) {
  SettingsSource source;
  for (const auto& [name, value] : input.arguments) {
    source.entries.push_back(
        {values::RelaxedName::parse(name), name, value, Origin{"argument --" + name, {}}});
  }
  return source;
}

SettingsSource source_of_environment(const SettingsInput& input) {
  SettingsSource source;
  source.environment = true;
  for (const std::string& pair : input.environment) {
    const std::size_t end = pair.find('=');
    if (end == std::string::npos || end == 0 || pair.compare(0, end, json_variable) == 0) {
      continue;
    }
    const std::string name = pair.substr(0, end);
    source.entries.push_back({values::RelaxedName::parse(values::name_of_variable(name)), name,
                              pair.substr(end + 1), Origin{"environment variable " + name, {}}});
  }
  return source;
}

}  // namespace cairn::app

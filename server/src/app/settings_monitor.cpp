// See settings_monitor.hpp.
#include "app/settings_monitor.hpp"

#include "base/text.hpp"

namespace cairn::app {
namespace {

const std::string monitor = "spring.cloud.config.server.monitor.";

std::string read_path(SettingsReader& reader) {
  const std::string written = reader.text("spring.cloud.config.monitor.endpoint.path");
  std::string path;
  for (const std::string_view part : base::split(base::trim(written), '/')) {
    if (!part.empty()) {
      path += '/';
      path += part;
    }
  }
  return path + "/monitor";
}

std::vector<std::regex> read_ignored(SettingsReader& reader) {
  std::vector<std::regex> made;
  const std::string name = monitor + "ignored-paths";
  for (const std::string& pattern : reader.list(name)) {
    try {
      made.emplace_back(pattern);
    } catch (const std::regex_error& wrong) {
      reader.error(name, "'" + pattern + "' is no regular expression: " + wrong.what());
    }
  }
  return made;
}

// What somebody probably did not mean.
void review(const hooks::Options& options, SettingsReader& reader) {
  for (std::size_t i = 0; i < hooks::all_providers.size(); ++i) {
    const hooks::Options::Host& host = options.hosts[i];
    const std::string name = monitor + std::string(hooks::name_of(hooks::all_providers[i]));
    if (options.check && host.enabled && !host.validate && !host.secret.empty()) {
      reader.warning(name + ".validation-enabled",
                     "refuses what this host sends; to believe whoever sends a notification, set "
                     "validation-filter-enabled: false");
    }
  }
}

}  // namespace

MonitorSettings read_monitor(SettingsReader& reader) {
  MonitorSettings made;
  made.path = read_path(reader);
  for (std::size_t i = 0; i < hooks::all_providers.size(); ++i) {
    const std::string name = monitor + std::string(hooks::name_of(hooks::all_providers[i])) + '.';
    hooks::Options::Host& host = made.options.hosts[i];
    host.enabled = reader.flag(name + "enabled");
    host.validate = reader.flag(name + "validation-enabled");
    host.secret = reader.secret(name + "webhook-secret");
  }
  made.options.check = reader.flag(monitor + "validation-filter-enabled");
  made.options.paths_max = reader.count(monitor + "max-paths");
  made.options.dashes_max = reader.count(monitor + "max-dashes");
  made.options.ignored = read_ignored(reader);
  review(made.options, reader);
  return made;
}

}  // namespace cairn::app

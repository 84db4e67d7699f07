// See settings.hpp.
#include "app/settings.hpp"

#include <algorithm>

#include "app/settings_access.hpp"
#include "app/settings_back_ends.hpp"
#include "app/settings_bus.hpp"
#include "app/settings_encryption.hpp"
#include "app/settings_http.hpp"
#include "app/settings_key_strength.hpp"
#include "app/settings_monitor.hpp"
#include "app/settings_reader.hpp"
#include "app/settings_review.hpp"
#include "base/joined.hpp"
#include "base/text.hpp"
#include "format/java_map_order.hpp"
#include "resolve/cloud_platform.hpp"

namespace cairn::app {
namespace {

const std::string server = "spring.cloud.config.server.";

// The order of java.util.HashMap when it is made for this many keys at once: the reference keeps
// overrides in one, and its answers show that order.
void sort_like_java(std::vector<std::pair<std::string, std::string>>& overrides) {
  const auto wanted = static_cast<std::size_t>(static_cast<float>(overrides.size()) / 0.75F + 1.0F);
  std::size_t bins = 1;
  while (bins < wanted) {
    bins *= 2;
  }
  const auto bin = [bins](const std::string& key) {
    const std::uint32_t hash = format::java_hash(key);
    return (hash ^ (hash >> 16)) & (bins - 1);
  };
  std::stable_sort(overrides.begin(), overrides.end(),
                   [&](const auto& a, const auto& b) { return bin(a.first) < bin(b.first); });
}

std::vector<std::pair<std::string, std::string>> read_overrides(const SettingsTree& tree) {
  std::vector<std::pair<std::string, std::string>> overrides;
  for (const SettingsTree::Below& entry : tree.below(server + "overrides")) {
    // "\{" is how Spring's documents escape a brace that clients shall see.
    overrides.emplace_back(entry.key, base::replace_all(value_text(entry.value), "\\{", "{"));
  }
  sort_like_java(overrides);
  return overrides;
}

HealthSettings read_health(const SettingsTree& tree, SettingsReader& reader, bool accept_empty) {
  HealthSettings health;
  for (const SettingsTree::Member& member : tree.members(server + "health.repositories")) {
    HealthSettings::Probe probe;
    probe.name = reader.text(member.name + ".name");
    probe.name = probe.name.empty() ? member.id : probe.name;
    probe.profiles = base::joined(reader.list(member.name + ".profiles"), ",");
    const std::string label = reader.text(member.name + ".label");
    probe.label = label.empty() ? std::nullopt : std::optional(label);
    health.probes.push_back(std::move(probe));
  }
  if (health.probes.empty()) {
    health.probes.push_back({"app", "default", std::nullopt});
  }
  health.accept_empty = reader.is_set(server + "health.accept-empty")
                            ? reader.flag(server + "health.accept-empty")
                            : accept_empty;
  health.down_status = reader.text(server + "health.down-health-status");
  return health;
}

void read_data_dir(const SettingsTree& tree, SettingsReader& reader, Settings& settings) {
  std::string directory = reader.text("cairn.data-dir");
  settings.data_dir_chosen = !directory.empty() || tree.variable("STATE_DIRECTORY");
  if (directory.empty()) {
    if (const auto state = tree.variable("STATE_DIRECTORY")) {
      directory = state->substr(0, state->find(':'));  // systemd may name several
    } else if (const auto home_state = tree.variable("XDG_STATE_HOME");
               home_state && home_state->front() == '/') {
      directory = *home_state + "/cairn";
    } else if (const auto home = tree.variable("HOME")) {
      directory = *home + "/.local/state/cairn";
    }
  }
  while (directory.size() > 1 && directory.back() == '/') {
    directory.pop_back();
  }
  if (directory.empty()) {
    reader.error("cairn.data-dir",
                 "must be set where neither STATE_DIRECTORY, XDG_STATE_HOME nor HOME is");
  }
  settings.data_dir = std::move(directory);
}

std::string read_cloud_platform(SettingsReader& reader) {
  const std::string own = reader.text("cairn.cloud-platform");
  const std::string name = own.empty() ? "spring.main.cloud-platform" : "cairn.cloud-platform";
  const std::string platform = reader.text(name);
  if (platform.empty()) {
    return {};
  }
  const auto known = resolve::known_cloud_platform(platform);
  if (!known) {
    reader.error(name,
                 "'" + platform + "' is no platform that Spring knows, as kubernetes or none");
  }
  return known.value_or(std::string());
}

base::LogLevel read_log_level(SettingsReader& reader) {
  const std::string level = reader.choice("logging.level.root");
  if (level == "trace" || level == "debug") {
    return base::LogLevel::debug;
  }
  if (level == "warn") {
    return base::LogLevel::warn;
  }
  if (level == "error") {
    return base::LogLevel::error;
  }
  return level == "off" ? base::LogLevel::off : base::LogLevel::info;
}

base::LogFormat read_log_format(SettingsReader& reader) {
  const std::string format = reader.choice("logging.structured.format.console");
  return format.empty()    ? base::LogFormat::text
         : format == "ecs" ? base::LogFormat::ecs
                           : base::LogFormat::logstash;
}

format::Budget read_budget(SettingsReader& reader) {
  format::Budget budget;
  budget.file_bytes_max = reader.count("cairn.limits.config-size");
  budget.depth_max = reader.count("cairn.limits.yaml-depth");
  budget.nodes_max = reader.count("cairn.limits.yaml-nodes");
  budget.expanded_bytes_max = reader.count("cairn.limits.yaml-expanded-size");
  budget.documents_max = reader.count("cairn.limits.documents");
  return budget;
}

}  // namespace

SettingsReading read_settings(const SettingsTree& tree) {
  SettingsReading reading;
  SettingsReader reader(tree, reading);
  Settings& settings = reading.settings;
  if (!reader.flag(server + "enabled")) {
    reader.error(server + "enabled", "must not be false: there is nothing else to serve");
  }
  settings.http = read_http_options(tree, reader);
  settings.auth = read_auth_options(tree, reader);
  read_data_dir(tree, reader, settings);
  settings.back_ends = read_back_ends(tree, reader, settings.data_dir);
  settings.accept_empty = reader.flag(server + "accept-empty");
  settings.strip_document = reader.flag(server + "strip-document-from-yaml");
  settings.reverse_location_order = reader.flag(server + "reverse-location-order");
  settings.fail_on_composite_error = reader.flag(server + "fail-on-composite-error");
  settings.overrides = read_overrides(tree);
  settings.health = read_health(tree, reader, settings.accept_empty);
  settings.encryption = read_encryption(tree, reader);
  MonitorSettings monitor = read_monitor(reader);
  settings.http.monitor_path = std::move(monitor.path);
  settings.monitor = std::move(monitor.options);
  settings.bus = read_bus(tree, reader, settings.http.port);
  settings.http.bus = settings.bus.has_value();
  settings.http.health.broker = reader.flag("management.health.rabbit.enabled");
  settings.http.health.broker_required = settings.bus && settings.bus->required;
  settings.http.ciphers = read_cipher_endpoints(reader, settings.http.address);
  settings.freshness =
      reader.choice("cairn.freshness") == "request" ? Freshness::request : Freshness::background;
  settings.poll_interval = reader.duration("cairn.poll-interval");
  settings.unread_after = reader.duration("cairn.unread-after");
  settings.first_fetch_wait = reader.duration("cairn.first-fetch-wait");
  settings.fetch_wait = reader.duration("cairn.fetch-wait");
  settings.concurrent_fetches_max = reader.count("cairn.git.max-concurrent-fetches");
  settings.mirrors_max = reader.count("cairn.git.max-mirrors");
  settings.read_threads = reader.count("cairn.read-threads");
  settings.waiting_reads_max = reader.count("cairn.waiting-reads");
  settings.watched_answers_bytes_max = reader.count("cairn.watch.compared-size");
  settings.waiting_reads_per_address_max = reader.count("cairn.waiting-reads-per-address");
  settings.cloud_platform = read_cloud_platform(reader);
  settings.hold_depth_max = reader.count("cairn.hold.depth");
  settings.file_bytes_max = reader.count("cairn.limits.file-size");
  settings.tree_entries_max = reader.count("cairn.limits.tree-files");
  settings.tree_bytes_max = reader.count("cairn.limits.tree-size");
  settings.tree_depth_max = reader.count("cairn.limits.tree-depth");
  settings.budget = read_budget(reader);
  settings.document_cache_bytes_max = reader.count("cairn.document-cache-size");
  settings.log_level = read_log_level(reader);
  settings.log_format = read_log_format(reader);
  review_reach(reader, settings.auth, settings.http);
  review_keys(tree, reader, settings);
  review_settings(tree, reading);
  return reading;
}

}  // namespace cairn::app

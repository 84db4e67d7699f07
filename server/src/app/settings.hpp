// Settings: everything the operator decided, typed and checked. read_settings() makes it from the
// tree of property sources; nothing behind it looks at a settings file again.
//
// What each setting means, with its default and its limit, stands in docs/SETTINGS.md; the table
// that both are made from is settings_table.hpp.
//
// Thread-safety: plain values.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/settings_tree.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "cairn/environment.hpp"
#include "cairn/error.hpp"

namespace cairn::app {

// Where the server listens.
struct ListenSettings {
  std::string address = "127.0.0.1";  // an IPv4 or IPv6 address, without brackets
  std::uint16_t port = 8888;          // 0 takes any free port
  bool loopback = true;               // the address is this machine only
};

// HTTP Basic: one user (spring.security.user.*).
struct LoginSettings {
  std::string user;
  base::Secret password;
};

// One Git repository (spring.cloud.config.server.git.*).
struct GitSettings {
  std::string uri;      // the prefix of source names: as configured, without credentials
  std::string address;  // what git fetches from: `uri`, without credentials
  std::string username;  // from the settings, else from the address; "" for none
  base::Secret password;
  std::string basedir;           // as configured; "" for none
  std::string mirror_directory;  // where this server keeps its mirror
  std::string shown_basedir;     // what names of multi-document sources show: the same on every replica
  std::string default_label = "main";
  std::vector<std::string> search_paths;  // as configured, placeholders included
  bool try_master_branch = true;
  bool clone_on_start = false;
  bool delete_untracked_branches = false;
  bool skip_ssl_validation = false;
  bool continue_on_multiple_label_failure = false;
  std::chrono::seconds refresh_rate{0};  // 0: as `freshness` says; above: that often at most; below: never
  std::chrono::milliseconds timeout{5'000};          // without a byte from the remote
  std::chrono::milliseconds fetch_deadline{60'000};  // for a whole fetch
  std::chrono::milliseconds clone_deadline{600'000};  // for the first fetch
  int order = 2147483647;
};

enum class Freshness { background, request };

// /actuator/health and what else of the actuator is shown.
enum class ShowDetails { never, when_authorized, always };

struct HealthSettings {
  struct Probe {
    std::string name;
    std::string profiles;
    std::optional<std::string> label;
  };
  bool enabled = true;             // the component "configServer"
  std::vector<Probe> probes;       // at least one, in the order of the settings
  bool accept_empty = true;        // false: down when no probe has sources
  std::string down_status = "DOWN";
  ShowDetails show_details = ShowDetails::never;
  ShowDetails show_components = ShowDetails::never;  // as show_details, unless set
  bool defaults_enabled = true;    // management.health.defaults.enabled
  bool probes_enabled = true;      // the groups "liveness" and "readiness"
};

struct ActuatorSettings {
  std::vector<std::string> exposed;   // endpoint ids, "*" for all
  std::vector<std::string> excluded;  // taken away again
  bool info_env = false;              // management.info.env.enabled
  Properties info;                    // info.*, as written, without "info."; in file order
  // Whether the endpoint is shown: in `exposed` and not in `excluded`.
  [[nodiscard]] bool shows(std::string_view endpoint) const;
};

// Limits of the HTTP edge.
struct HttpSettings {
  std::size_t threads = 0;  // 0: one per processor
  std::size_t connections_max = 0;
  std::size_t connections_per_address_max = 0;
  std::size_t head_bytes_max = 0;
  std::size_t head_fields_max = 0;
  std::size_t body_bytes_max = 0;
  std::size_t pipeline_max = 0;
  std::chrono::milliseconds head_timeout{0};
  std::chrono::milliseconds body_timeout{0};
  std::chrono::milliseconds idle_timeout{0};
  std::chrono::milliseconds write_timeout{0};
  std::chrono::milliseconds answer_timeout{0};
  std::chrono::milliseconds drain_timeout{0};
  std::size_t kept_answers_bytes_max = 0;
  bool access_log = false;
};

struct Settings {
  ListenSettings listen;
  std::optional<LoginSettings> login;
  std::string prefix;  // of every path but /actuator: "/config"; "" for none
  std::vector<GitSettings> repositories;  // in order of precedence; at least one

  bool accept_empty = true;
  bool strip_document = true;
  bool reverse_location_order = false;
  bool fail_on_composite_error = true;
  bool validate_profiles = true;
  // Keys and values in the order in which the reference shows them.
  std::vector<std::pair<std::string, std::string>> overrides;

  HealthSettings health;
  ActuatorSettings actuator;
  HttpSettings http;

  Freshness freshness = Freshness::background;
  std::chrono::milliseconds poll_interval{0};
  std::chrono::milliseconds first_fetch_wait{0};
  std::chrono::milliseconds fetch_wait{0};
  std::size_t concurrent_fetches_max = 0;
  std::size_t read_threads = 0;
  std::size_t waiting_reads_max = 0;
  std::string data_dir;
  std::string cloud_platform;  // "" for none
  std::size_t hold_depth_max = 0;
  std::size_t file_bytes_max = 0;
  std::size_t yaml_depth_max = 0;
  std::size_t yaml_nodes_max = 0;
  std::size_t yaml_expanded_bytes_max = 0;
  std::size_t documents_max = 0;
  std::size_t document_cache_bytes_max = 0;
  base::LogLevel log_level = base::LogLevel::info;
};

// What became of the tree. `settings` may be used only when there are no errors.
struct SettingsReading {
  Settings settings;
  // Every value that cannot be used, each with its name, where it was written and what is allowed.
  std::vector<Error> errors;
  // What is not known, not there yet, or probably not meant. The server starts all the same.
  std::vector<Error> warnings;
};

[[nodiscard]] SettingsReading read_settings(const SettingsTree& tree);

}  // namespace cairn::app

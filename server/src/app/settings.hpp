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
#include <variant>
#include <vector>

#include "app/settings_tree.hpp"
#include "auth/options.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "bus/options.hpp"
#include "cairn/error.hpp"
#include "catalog/layout.hpp"
#include "crypto/key_ring.hpp"
#include "crypto/keys.hpp"
#include "format/document.hpp"
#include "hooks/monitor.hpp"
#include "http/options.hpp"
#include "source/git/credentials.hpp"
#include "source/git/http_access.hpp"
#include "source/git/ssh_access.hpp"

namespace cairn::app {

// One Git repository (spring.cloud.config.server.git.*, or one of git.repos.*).
struct GitSettings {
  std::string id;                     // "git", "git.repos.team", "composite[0]"
  std::vector<std::string> patterns;  // of git.repos: as configured, else the name
  // With "{application}", "{profile}", "{label}" there is one repository for each address that they
  // give; mirror_directory, state_file and shown_basedir are then those of all of them.
  std::string uri;  // as configured, without credentials: fetched from, and prefix of source names
  source::git::CredentialSources credentials;  // from the settings, else from the address
  source::git::HttpAccess http;
  source::git::SshAccess ssh;
  std::string basedir;           // as configured, without "/" at the end; "" for none
  std::string mirror_directory;  // where this server keeps its mirror
  std::string state_file;        // and what it knows of it
  std::string
      shown_basedir;  // what names of multi-document sources show: the same on every replica
  std::string default_label = "main";
  std::vector<std::string> search_paths;  // as configured, placeholders included
  bool try_master_branch = true;
  bool clone_on_start = false;
  bool delete_untracked_branches = false;
  bool continue_on_multiple_label_failure = false;
  std::chrono::seconds refresh_rate{
      0};                           // 0: as `freshness` says; above: at most that often; -1: never
  std::chrono::seconds timeout{0};  // without a byte from the remote; 0 for no limit
  std::chrono::milliseconds fetch_deadline{0};  // for a whole fetch
  std::chrono::milliseconds clone_deadline{0};  // for the first fetch
};

// A Git back end: repositories chosen by pattern, and the one for all others.
struct GitBackEndSettings {
  GitSettings fallback;
  std::vector<GitSettings> repos;
};

// A back end of directories (spring.cloud.config.server.native.*).
struct NativeSettings {
  std::string id;  // "native", "composite[1]"
  std::vector<catalog::NativeLocation> search_locations;
  std::string default_label = "master";
  bool add_label_locations = true;
  std::optional<std::string> version;
  std::chrono::milliseconds scan_interval{0};
};

using BackEndSettings = std::variant<GitBackEndSettings, NativeSettings>;

enum class Freshness { background, request };

// Keys, and what they are used for (encrypt.*, spring.cloud.config.server.encrypt.*,
// cairn.encrypt.*).
struct EncryptionSettings {
  bool strict_keys = false;                // a weak key stops the start
  std::optional<crypto::KeyOptions> keys;  // Spring's; none: there is no key
  crypto::KeyRing ring;                    // of Cairn's own format, those of the file included
  bool writes_bound = false;               // /encrypt writes that format
  bool enabled = true;                     // values are opened before they are served
  bool prefix_invalid = true;
  bool plain_text = false;
  std::size_t threads = 1;
  std::size_t waiting_max = 0;
  std::size_t cache_bytes_max = 0;
  std::size_t hidden_bytes_max = 0;
};

// What /actuator/health/configServer asks for (spring.cloud.config.server.health.*).
struct HealthSettings {
  struct Probe {
    std::string name;
    std::string profiles;
    std::optional<std::string> label;
  };
  std::vector<Probe> probes;  // at least one, in the order of the settings
  bool accept_empty = true;   // false: down when no probe has sources
  std::string down_status = "DOWN";
};

// How changes travel (spring.cloud.bus.*, cairn.bus.*).
struct BusSettings {
  bus::Options options;
  bool required = false;  // health is down without the broker
  std::variant<bus::RabbitOptions, bus::KafkaOptions> broker;
};

struct Settings {
  http::Options http;                      // address, port, prefix, limits, actuator
  auth::Options auth;                      // who can log in, and who may do what
  std::vector<BackEndSettings> back_ends;  // in order of precedence; at least one

  bool accept_empty = true;
  bool strip_document = true;
  bool reverse_location_order = false;
  bool fail_on_composite_error = true;
  // Keys and values in the order in which the reference shows them.
  std::vector<std::pair<std::string, std::string>> overrides;

  HealthSettings health;
  EncryptionSettings encryption;
  hooks::Options monitor;          // who may tell of pushes
  std::optional<BusSettings> bus;  // none: nobody is told of changes

  Freshness freshness = Freshness::background;
  std::chrono::milliseconds poll_interval{0};
  std::chrono::milliseconds unread_after{0};
  std::chrono::milliseconds first_fetch_wait{0};
  std::chrono::milliseconds fetch_wait{0};
  std::size_t concurrent_fetches_max = 0;
  std::size_t mirrors_max = 0;   // of addresses with placeholders
  std::size_t read_threads = 0;  // 0: one per processor
  std::size_t waiting_reads_max = 0;
  std::size_t watched_answers_bytes_max = 0;
  std::size_t waiting_reads_per_address_max = 0;
  std::string data_dir;
  bool data_dir_chosen = false;  // by somebody, and not derived from the user's home
  std::string cloud_platform;    // "" for none
  std::size_t hold_depth_max = 0;
  std::size_t file_bytes_max = 0;    // of a file that is served, whatever it is
  std::size_t tree_entries_max = 0;  // of a commit or a back end of directories, as the next two
  std::size_t tree_bytes_max = 0;
  std::size_t tree_depth_max = 0;
  format::Budget budget;  // of one file with configuration
  std::size_t document_cache_bytes_max = 0;
  base::LogLevel log_level = base::LogLevel::info;
  base::LogFormat log_format = base::LogFormat::text;
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

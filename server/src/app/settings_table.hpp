// The one table of settings: every name that cairn-server knows, with type, default, limit and
// meaning. It drives reading, the search for unknown names, --check-config and docs/SETTINGS.md.
//
// Thread-safety: constants and pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::app {

enum class SettingType { text, flag, whole, duration, size, list, choice, map };

enum class Support {
  used,     // read and obeyed
  quiet,    // known from Spring; means nothing here, or is read elsewhere
  not_yet,  // known from Spring and not there yet: a warning when it is set to other than the
            // default
  refused,  // the same, but it would change what is served: an error
};

struct KnownSetting {
  // In kebab-case. "<id>" stands for any one element, "**" for everything below.
  std::string_view name;
  SettingType type = SettingType::text;
  std::string_view fallback;      // the default as text; "" for none
  std::string_view meaning;       // one line; for not_yet and refused: what is missing
  std::string_view choices = {};  // of a choice: "always|never"
  std::int64_t min = 0;           // of whole; of duration in milliseconds; of size in bytes
  std::int64_t max = 0;
  bool secret = false;
  Support support = Support::used;
  // Repeats another row at another place: git.uri is also git.repos.<id>.uri and
  // composite.<id>.uri.
  bool repeated = false;
};

[[nodiscard]] const std::vector<KnownSetting>& known_settings();

// The row of a name in any spelling, list indexes included; null when the name is not known.
[[nodiscard]] const KnownSetting* known_setting(std::string_view name);

// The row of an environment variable.
[[nodiscard]] const KnownSetting* known_setting_of_variable(std::string_view variable);

// The known name that `name` was probably meant to be; nullopt when nothing is near.
[[nodiscard]] std::optional<std::string> nearest_known_name(std::string_view name);

// What a value of the row may be: "a whole number from 0 to 65535", "always or never".
[[nodiscard]] std::string allowed_text(const KnownSetting& setting);

// "whole number", "duration", ... as documents name it.
[[nodiscard]] std::string_view type_text(SettingType type);

}  // namespace cairn::app

// See settings_shown.hpp.
#include "app/settings_shown.hpp"

#include "app/check_config.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::app {
namespace {

// Names that are not in the table are judged by how they sound.
bool sounds_secret(std::string_view name) {
  const std::string canonical = values::canonical_name(name);
  for (const char* word :
       {"password", "passphrase", "secret", "token", "privatekey", "encryptkey"}) {
    if (canonical.find(word) != std::string::npos) {
      return true;
    }
  }
  return false;
}

bool has_members(const KnownSetting& row) {
  return row.name.find('<') != std::string_view::npos || row.type == SettingType::map;
}

// As Spring names its sources.
std::string source_name(const SettingsSource& source) {
  if (source.environment) {
    return "systemEnvironment";
  }
  const std::string& file = source.entries.front().origin.file;
  if (file.rfind("argument ", 0) == 0) {
    return "commandLineArgs";
  }
  return file.rfind("environment variable ", 0) == 0 ? "spring.application.json"
                                                     : "Config resource 'file [" + file + "]'";
}

}  // namespace

bool is_secret(const KnownSetting* row, std::string_view name, const SettingEntry& entry) {
  return entry.was_encrypted || (row != nullptr && row->secret) || sounds_secret(name);
}

const KnownSetting* row_of(const SettingsSource& source, const SettingEntry& entry) {
  return source.environment ? known_setting_of_variable(entry.written)
                            : known_setting(entry.written);
}

std::string shown_name(const KnownSetting* row, const SettingsSource& source,
                       const SettingEntry& entry) {
  if (row == nullptr || has_members(*row)) {
    return source.environment ? values::name_of_variable(entry.written) : entry.written;
  }
  const auto& elements = entry.name.elements();
  const bool index = row->type == SettingType::list && !elements.empty() && elements.back().index;
  return std::string(row->name) + (index ? "[" + elements.back().text + "]" : std::string());
}

std::vector<http::ShownSource> shown_sources(const SettingsTree& tree) {
  std::vector<http::ShownSource> shown;
  for (const SettingsSource& source : tree.sources()) {
    if (source.entries.empty()) {
      continue;
    }
    http::ShownSource made{source_name(source), {}};
    for (const SettingEntry& entry : source.entries) {
      const KnownSetting* row = row_of(source, entry);
      if (source.environment && row == nullptr) {
        continue;
      }
      const std::string name = shown_name(row, source, entry);
      const std::string raw = value_text(entry.value);
      const bool secret = is_secret(row, name, entry);
      made.settings.push_back({name,
                               secret ? std::string(secret_mask)
                                      : without_credentials(tree.resolve(raw, true).value_or(raw)),
                               entry.origin.text()});
    }
    shown.push_back(std::move(made));
  }
  return shown;
}

}  // namespace cairn::app

// See settings_review.hpp.
#include "app/settings_review.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "app/settings_reader.hpp"
#include "app/settings_table.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

constexpr std::array<std::string_view, 12> other_backends = {"subversion",
                                                             "svn",
                                                             "vault",
                                                             "jdbc",
                                                             "redis",
                                                             "awss3",
                                                             "awssecretsmanager",
                                                             "awsparamstore",
                                                             "credhub",
                                                             "mongodb",
                                                             "secret-manager",
                                                             "gcpsecretmanager"};

// What is complained about at most; a file of another program would bury the rest.
constexpr std::size_t complaints_max = 100;

const KnownSetting* row_of(const SettingsSource& source, const SettingEntry& entry) {
  return source.environment ? known_setting_of_variable(entry.written)
                            : known_setting(entry.written);
}

// Whether a name that is not in the table must be one of ours.
bool is_ours(const SettingsSource& source, const SettingEntry& entry) {
  if (source.environment) {
    return entry.written.rfind("SPRING_CLOUD_CONFIG_SERVER_", 0) == 0 ||
           entry.written.rfind("CAIRN_", 0) == 0;
  }
  const std::string& name = entry.name.canonical();
  static const auto server = values::RelaxedName::parse("spring.cloud.config.server");
  static const auto cairn = values::RelaxedName::parse("cairn");
  return name == "cairn" || entry.name.starts_with(cairn) || entry.name.starts_with(server);
}

std::string unknown_text(const SettingsSource& source, const SettingEntry& entry) {
  // Of a variable the guessed name is compared, with a dash for each part that may be one word.
  const auto nearest = nearest_known_name(
      source.environment ? values::name_of_variable(entry.written) : entry.written);
  return entry.written + ": there is no such setting" +
         (nearest ? "; did you mean " + *nearest + "?" : std::string());
}

bool is_default(const KnownSetting& row, const SettingEntry& entry) {
  const std::string text = value_text(entry.value);
  if (text.empty() || text == row.fallback) {
    return true;
  }
  const auto flag = parse_flag(text);
  if (row.name == "server.servlet.context-path") {
    return text == "/";
  }
  return flag && (row.fallback == "true" || row.fallback == "false") &&
         *flag == (row.fallback == "true");
}

void review_entry(const SettingsSource& source, const SettingEntry& entry,
                  SettingsReading& reading) {
  const KnownSetting* row = row_of(source, entry);
  if (row == nullptr) {
    if (is_ours(source, entry)) {
      reading.warnings.push_back(
          {ErrorCode::invalid_argument, unknown_text(source, entry), entry.origin});
    }
    return;
  }
  const bool complain = row->support == Support::not_yet || row->support == Support::refused;
  if (!complain || is_default(*row, entry)) {
    return;
  }
  auto& where = row->support == Support::refused ? reading.errors : reading.warnings;
  where.push_back({ErrorCode::invalid_argument,
                   entry.written + ": not supported: " + std::string(row->meaning), entry.origin});
}

void review_profiles(const SettingsTree& tree, SettingsReading& reading) {
  for (const std::string& profile : tree.active_profiles()) {
    if (std::find(other_backends.begin(), other_backends.end(), profile) != other_backends.end()) {
      const SettingEntry* entry = tree.find("spring.profiles.active");
      reading.errors.push_back(
          {ErrorCode::invalid_argument,
           "the profile '" + profile +
               "' selects a back end that is not there yet: only git, native and composite are",
           entry == nullptr ? Origin() : entry->origin});
    }
  }
}

// A password among the arguments is shown to every user of the machine.
void review_arguments(const SettingsTree& tree, SettingsReading& reading) {
  if (tree.sources().empty()) {
    return;
  }
  for (const SettingEntry& entry : tree.sources().front().entries) {
    const KnownSetting* row = known_setting(entry.written);
    if (row != nullptr && row->secret && entry.origin.file.rfind("argument ", 0) == 0) {
      reading.warnings.push_back({ErrorCode::invalid_argument,
                                  entry.written + ": every user of this machine can see arguments; "
                                                  "a file or the environment is better",
                                  entry.origin});
    }
  }
}

}  // namespace

void review_settings(const SettingsTree& tree, SettingsReading& reading) {
  std::set<std::string> seen;
  std::size_t complaints = 0;
  for (const SettingsSource& source : tree.sources()) {
    for (const SettingEntry& entry : source.entries) {
      const std::size_t before = reading.errors.size() + reading.warnings.size();
      if (complaints < complaints_max && seen.insert(entry.name.canonical()).second) {
        review_entry(source, entry, reading);
        complaints += reading.errors.size() + reading.warnings.size() - before;
      }
    }
  }
  review_profiles(tree, reading);
  review_arguments(tree, reading);
}

}  // namespace cairn::app

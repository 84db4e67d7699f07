// See check_config.hpp.
#include "app/check_config.hpp"

#include <map>

#include "app/settings_http.hpp"
#include "app/settings_shown.hpp"
#include "app/settings_table.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace cairn::app {
namespace {

bool is_overridden_value(std::string_view name) {
  return values::RelaxedName::parse(name).starts_with(
      values::RelaxedName::parse("spring.cloud.config.server.overrides"));
}

struct Line {
  std::string value;
  std::string origin;
};

Line line_of(const SettingsTree& tree, const KnownSetting* row, const std::string& name,
             const SettingEntry& entry) {
  const std::string raw = value_text(entry.value);
  if (!raw.empty() && is_secret(row, name, entry)) {
    return {std::string(secret_mask), entry.origin.text()};
  }
  const std::string text = tree.resolve(raw, true).value_or(raw);
  return {without_credentials(text), entry.origin.text()};
}

std::map<std::string, Line> lines_of(const SettingsTree& tree) {
  std::map<std::string, Line> lines;
  for (const SettingsSource& source : tree.sources()) {
    for (const SettingEntry& entry : source.entries) {
      const KnownSetting* row = row_of(source, entry);
      if (row == nullptr) {
        continue;
      }
      const std::string name = shown_name(row, source, entry);
      const SettingEntry* decides =
          row->type == SettingType::map || row->name.find('<') != std::string_view::npos
              ? tree.find(entry.written)
              : tree.find(name);
      lines.emplace(name, line_of(tree, row, name, decides == nullptr ? entry : *decides));
    }
  }
  for (const KnownSetting& row : known_settings()) {
    const bool single = row.name.find_first_of("<*") == std::string_view::npos;
    const std::string name(row.name);
    if (single && row.support == Support::used && !row.fallback.empty() && lines.count(name) == 0 &&
        lines.count(name + "[0]") == 0) {
      lines.emplace(name, Line{std::string(row.fallback), "default"});
    }
  }
  return lines;
}

}  // namespace

std::string without_credentials(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t scheme_end = text.find("://", at);
    if (scheme_end == std::string_view::npos) {
      return out.append(text.substr(at));
    }
    const std::size_t host_at = scheme_end + 3;
    const std::size_t end = std::min(text.find_first_of("/ ,\t\r\n", host_at), text.size());
    const std::string_view authority = text.substr(host_at, end - host_at);
    const std::size_t sign = authority.rfind('@');
    out.append(text.substr(at, host_at - at));
    out.append(sign == std::string_view::npos ? "" : secret_mask);
    out.append(authority.substr(sign == std::string_view::npos ? 0 : sign));
    at = end;
  }
}

std::string check_config_text(const SettingsTree& tree, const SettingsReading& reading) {
  std::string out;
  for (const auto& [name, line] : lines_of(tree)) {
    const std::string value =
        is_overridden_value(name) || line.value.find_first_of("\r\n") != std::string::npos
            ? base::log_value(line.value)
            : line.value;
    out.append(name).append(" = ").append(value);
    out.append("   # ").append(line.origin).append("\n");
  }
  for (const Error& warning : reading.warnings) {
    out += "warning: " + without_credentials(warning.text()) + "\n";
  }
  for (const Error& error : reading.errors) {
    out += "error: " + without_credentials(error.text()) + "\n";
  }
  out += reading.errors.empty() ? "The settings can be used.\n" : "The settings cannot be used.\n";
  return out;
}

std::string reach_text(const SettingsTree& tree, const Settings& settings) {
  const SettingEntry* entry = tree.find("server.address");
  if (is_loopback(settings.http.address)) {
    return "this machine only; server.address=0.0.0.0 opens it to the network";
  }
  return "the network, by server.address" +
         (entry == nullptr ? std::string() : " (" + entry->origin.text() + ")");
}

}  // namespace cairn::app

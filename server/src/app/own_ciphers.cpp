// See own_ciphers.hpp.
#include "app/own_ciphers.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "app/settings_encryption.hpp"
#include "app/settings_table.hpp"
#include "crypto/bound_text.hpp"

namespace cairn::app {
namespace {

constexpr std::string_view marker = "{cipher}";

// The cipher text of a value; nullopt for another one.
std::optional<std::string_view> encrypted(const SettingEntry& entry, bool environment) {
  const auto* text = std::get_if<std::string>(&entry.value);
  if (text == nullptr || text->compare(0, marker.size(), marker) != 0 ||
      (environment && known_setting_of_variable(entry.written) == nullptr)) {
    return std::nullopt;
  }
  return std::string_view(*text).substr(marker.size());
}

Result<base::Secret> opened_with(const crypto::Keys* keys, std::string_view cipher_text) {
  if (crypto::claims_to_be_bound(cipher_text)) {
    return fail(ErrorCode::invalid_argument,
                "Cairn's own format opens in files of applications, not in settings");
  }
  if (keys == nullptr) {
    return fail(ErrorCode::invalid_argument, "there is no encrypt.key to open it with");
  }
  return keys->usual()->decrypt(cipher_text);
}

bool has_encrypted(const SettingsTree& tree) {
  return std::any_of(tree.sources().begin(), tree.sources().end(),
                     [](const SettingsSource& source) {
                       return std::any_of(source.entries.begin(), source.entries.end(),
                                          [&](const SettingEntry& entry) {
                                            return encrypted(entry, source.environment).has_value();
                                          });
                     });
}

}  // namespace

Result<SettingsTree> open_own_ciphers(const SettingsTree& tree) {
  if (!has_encrypted(tree)) {
    return tree;
  }
  SettingsReading reading;
  SettingsReader reader(tree, reading);
  const auto options = read_keys(reader);
  const bool fail_on_error = reader.flag("encrypt.fail-on-error");
  if (!reading.errors.empty()) {
    return fail(reading.errors.front());
  }
  std::shared_ptr<const crypto::Keys> keys;
  if (options) {
    auto opened = crypto::Keys::open(*options);
    if (!opened) {
      return fail(std::move(opened).error(), options->store ? "encrypt.key-store" : "encrypt.key");
    }
    keys = *std::move(opened);
  }
  return tree.opened(
      [&](const SettingEntry& entry, bool environment) -> Result<std::optional<std::string>> {
        const auto cipher_text = encrypted(entry, environment);
        if (!cipher_text) {
          return std::nullopt;
        }
        const auto text = opened_with(keys.get(), *cipher_text);
        if (text) {
          return std::string(text->reveal());
        }
        if (!fail_on_error) {
          return std::string();
        }
        return fail(ErrorCode::invalid_argument, entry.written + ": " + text.error().message,
                    entry.origin);
      });
}

}  // namespace cairn::app

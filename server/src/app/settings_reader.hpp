// SettingsReader: typed values out of a SettingsTree. Types, defaults and limits are those of the
// table; what cannot be used is written down as an error, and the default is returned in its place,
// so that one start reports everything that is wrong.
//
// Thread-safety: for one thread. Ownership: keeps references to the tree and to the reading.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/settings.hpp"
#include "app/settings_table.hpp"
#include "app/settings_tree.hpp"
#include "base/secret.hpp"

namespace cairn::app {

class SettingsReader {
 public:
  SettingsReader(const SettingsTree& tree, SettingsReading& reading)
      : tree_(tree), reading_(reading) {}

  // Names are in kebab-case and must be in the table.
  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] base::Secret secret(std::string_view name);
  [[nodiscard]] bool flag(std::string_view name);
  [[nodiscard]] std::int64_t whole(std::string_view name);
  [[nodiscard]] std::size_t count(std::string_view name);  // of whole and size: never negative
  [[nodiscard]] std::chrono::milliseconds duration(std::string_view name);
  // One of the row's choices, as the row writes it.
  [[nodiscard]] std::string choice(std::string_view name);
  [[nodiscard]] std::vector<std::string> list(std::string_view name);

  // Whether somebody set it to something; an empty text is nothing.
  [[nodiscard]] bool is_set(std::string_view name);

  // Writes down what is wrong or odd with the value of `name`: "<name>: <why>", at its origin.
  void error(std::string_view name, std::string why);
  void warning(std::string_view name, std::string why);

 private:
  [[nodiscard]] std::optional<Setting> find(std::string_view name);
  // "server.port: 'x' cannot be used: a whole number from 0 to 65535"
  void refuse(const KnownSetting& row, const Setting& setting);
  void add(std::vector<Error>& where, std::string_view name, std::string why);
  [[nodiscard]] std::int64_t number(std::string_view name);

  const SettingsTree& tree_;
  SettingsReading& reading_;
};

// A flag as Spring reads one: true, on, yes, 1 and false, off, no, 0, in any case.
[[nodiscard]] std::optional<bool> parse_flag(std::string_view text);

}  // namespace cairn::app

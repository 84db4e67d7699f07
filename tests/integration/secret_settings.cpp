// Writes the names of all settings that hold something confidential, from the table of settings
// itself: one a line.
#include <iostream>

#include "app/settings_table.hpp"

int main() {
  for (const cairn::app::KnownSetting& row : cairn::app::known_settings()) {
    if (row.secret && row.support == cairn::app::Support::used) {
      std::cout << row.name << '\n';
    }
  }
  return std::cout.good() ? 0 : 1;
}

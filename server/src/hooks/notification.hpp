// Notification: what a Git host sends when somebody pushed, as it came.
//
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cairn::hooks {

struct Notification {
  std::vector<std::pair<std::string, std::string>> fields;  // of the head, as sent
  std::string content_type;                                 // "" for none
  std::string query;                                        // as sent
  std::string body;                                         // the raw bytes: what is signed

  // The first field of that name, in any case; "" when there is none.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

}  // namespace cairn::hooks

// Pin: an operator's word that a label leads to one commit, whatever its remote says.
//
// Thread-safety: plain values, immutable once shared.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace cairn::source {

struct Pin {
  std::string label;  // as people write it
  std::string commit;
  std::string reason;
  std::int64_t since = 0;  // Unix seconds
  std::int64_t until = 0;  // Unix seconds from which on it no longer counts; 0 for no end

  [[nodiscard]] bool is_over(std::int64_t now) const { return until != 0 && until <= now; }

  friend bool operator==(const Pin&, const Pin&) = default;
};

// By the full name of what the label stands for: see Resolved::ref.
using Pins = std::map<std::string, std::shared_ptr<const Pin>, std::less<>>;

}  // namespace cairn::source

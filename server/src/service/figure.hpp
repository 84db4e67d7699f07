// Figure: one number that operators watch. Figures of one name stand together.
//
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>

namespace cairn::service {

struct Figure {
  std::string_view name;  // "cairn_watchers"
  std::string_view help;
  bool counter = false;    // only grows; otherwise a gauge
  std::string repository;  // its id; "" for none
  double value = 0;
};

}  // namespace cairn::service

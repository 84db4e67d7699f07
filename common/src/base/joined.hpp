// joined: texts one behind the other, with something between them.
//
// Thread-safety: a pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::base {

// Nothing stands between texts as long as all of them are empty.
[[nodiscard]] inline std::string joined(const std::vector<std::string>& parts,
                                        std::string_view between) {
  std::string out;
  for (const std::string& part : parts) {
    out.append(out.empty() ? "" : between).append(part);
  }
  return out;
}

}  // namespace cairn::base

// A start must not fail for a pin, and must not be silent about one.
#include "service/restored_pins.hpp"

#include <set>
#include <utility>

#include "base/log.hpp"
#include "service/pin_file.hpp"

namespace cairn::service {

source::Pins restored_pins(source::Source& source, const std::string& path,
                           std::string_view address, std::int64_t now) {
  const base::Log log("service.pins");
  auto pins = load_pins(path, address);
  if (!pins) {
    log.error("pins cannot be used: labels lead where their remotes say",
              {{"uri", std::string(address)}, {"error", pins.error().text()}});
    return {};
  }
  if (std::erase_if(*pins, [now](const auto& entry) { return entry.second->is_over(now); }) > 0) {
    if (auto saved = save_pins(path, *pins, address); !saved) {
      log.warn("pins that are over are not forgotten", {{"error", saved.error().text()}});
    }
  }
  std::set<std::string> kept;
  for (const auto& [ref, pin] : *pins) {
    const auto [place, fresh] = kept.insert(pin->commit);
    if (auto done = source.keep(kept); !done) {
      kept.erase(place);
      log.error("a pinned commit cannot be kept", {{"uri", std::string(address)},
                                                   {"label", pin->label},
                                                   {"commit", pin->commit},
                                                   {"error", done.error().text()}});
    } else {
      log.info("still pinned", {{"uri", std::string(address)},
                                {"label", pin->label},
                                {"commit", pin->commit},
                                {"reason", pin->reason}});
    }
  }
  return *std::move(pins);
}

}  // namespace cairn::service

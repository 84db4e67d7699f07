// info.* rendered by the same code as a flat JSON answer.
#include "app/info_body.hpp"

#include <memory>

#include "render/render.hpp"

namespace cairn::app {

std::string info_body(const ActuatorSettings& actuator) {
  if (!actuator.info_env || actuator.info.empty()) {
    return "{}";
  }
  Environment environment;
  environment.sources.push_back(
      {"info", "", "", std::make_shared<const Properties>(actuator.info)});
  const auto body = render::flat_json(environment, {false, false});
  // Keys that cannot be nested were refused when the settings were read.
  return body ? *body : "{}";
}

}  // namespace cairn::app

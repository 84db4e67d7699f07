// Cloud platforms that Spring Boot knows by name.
//
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cairn::resolve {

// The one spelling of a platform: letters and digits in lower case; "azure-app-service" is
// "azureappservice". nullopt for an unknown one.
[[nodiscard]] std::optional<std::string> known_cloud_platform(std::string_view text);

// The same for the stricter `spring.main.cloud-platform`, where "_" must be written: "aws_ecs".
[[nodiscard]] std::optional<std::string> enforced_cloud_platform(std::string_view text);

}  // namespace cairn::resolve

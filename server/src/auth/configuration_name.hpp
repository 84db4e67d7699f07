// Which application's configuration a file is, going by its name: "shop-dev.yml" is that of "shop"
// in the profile "dev", or that of an application "shop-dev".
//
// Thread-safety: plain values and a pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::auth {

struct ConfigurationName {
  std::string application;
  std::string profile;
};

// What the file may be, when it is asked for beside the configuration of this application and
// profile; empty when its name is not that of configuration. A file of all applications
// ("application.yml", "application-dev.yml") counts as one of the application that is asked for.
[[nodiscard]] std::vector<ConfigurationName> meanings_of(std::string_view path,
                                                         std::string_view application,
                                                         std::string_view profile);

}  // namespace cairn::auth

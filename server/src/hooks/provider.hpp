// Provider: the Git hosts that are known, how a notification says whose it is, and how it proves
// it. The rules are those of spring-cloud-config-monitor 5.0.6, suites 83, 84 and 87.
//
// Thread-safety: plain values and pure functions.
#pragma once

#include <array>
#include <chrono>
#include <string_view>

#include "base/secret.hpp"
#include "hooks/notification.hpp"

namespace cairn::hooks {

// In the order in which the reference asks them for the paths of a notification; a plain "path" is
// looked for behind GitHub.
enum class Provider { github, gitlab, bitbucket, gitea, gitee, gogs };
inline constexpr std::array all_providers{Provider::github, Provider::gitlab, Provider::bitbucket,
                                          Provider::gitea,  Provider::gitee,  Provider::gogs};

// As settings name it: "github".
[[nodiscard]] std::string_view name_of(Provider provider);

// Whether the fields say that this host sent it, because of a push or what comes near to one.
[[nodiscard]] bool belongs_to(Provider provider, const Notification& notification);

// Whether it proves that its sender knows the secret: GitHub, Bitbucket, Gitea and Gogs sign the
// body, GitLab and Gitee send the secret itself, Gitee also a signature of the time, which may be
// an hour off. Never for an empty secret. What is compared takes the same time wherever it differs.
[[nodiscard]] bool is_proved(Provider provider, const base::Secret& secret,
                             const Notification& notification,
                             std::chrono::system_clock::time_point now);

}  // namespace cairn::hooks

// The JSON that operators get for what they ask the server to do.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "service/config_service.hpp"
#include "service/look.hpp"

namespace cairn::http {

constexpr std::size_t applications_told_max = 100;  // of one label

// {"looked":true,"moved":1,"failed":0,"repositories":[{"id":"git","error":null,"moved":1,"labels":[
// {"label":"main","before":"<id>","after":"<id>","applications":["shop"]}]}]}: "applications":"*"
// are all of them. Where a list is cut, "truncated":true stands behind it. User names and passwords
// in addresses are left out.
[[nodiscard]] std::string refresh_body(const service::Look& look);

// What /actuator/refresh answers: the keys that changed, as far as they are known:
// ["config.client.version"], which Spring names after every new commit, or [].
[[nodiscard]] std::string changed_keys_body(const service::Look& look);

// {"repository":"git","label":"main","commit":"<id>","reason":null,"since":1795539301,"until":null,
// "without":"<id>"}: times are Unix seconds, "without" is what the label leads to without the pin.
[[nodiscard]] std::string pin_body(const service::PinnedLabel& pin);

// {"pins":[...]}, each as pin_body has it.
[[nodiscard]] std::string pins_body(const std::vector<service::RepositoryStatus>& repositories);

// {"sources":[{"id":"git","kind":"git","address":"https://...","served":true,"looking":false,
// "resting":false,"lastLook":...,"lastSuccess":...,"age":5,"nextLook":...,"error":null,
// "originError":null,"rejected":[...],"pins":[...],"labels":[{"label":"main","commit":"<id>"}]}]}.
// A label that is gone from its remote has "deleted":true, a pinned one the pinned commit and
// "pinned":true.
[[nodiscard]] std::string sources_body(const std::vector<service::RepositoryStatus>& repositories);

// The details of the health component "sources": the same without labels, by id.
[[nodiscard]] std::string health_details(
    const std::vector<service::RepositoryStatus>& repositories);

}  // namespace cairn::http

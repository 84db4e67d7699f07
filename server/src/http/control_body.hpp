// The JSON that operators get for what they ask the server to do.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <string>

#include "service/look.hpp"

namespace cairn::http {

constexpr std::size_t applications_told_max = 100;  // of one label

// {"looked":true,"moved":1,"failed":0,"repositories":[{"id":"git","error":null,"moved":1,"labels":[
// {"label":"main","before":"<id>","after":"<id>","applications":["shop"]}]}]}: "applications":"*"
// are all of them. Where a list is cut, "truncated":true stands behind it. User names and passwords
// in addresses are left out.
[[nodiscard]] std::string refresh_body(const service::Look& look);

}  // namespace cairn::http

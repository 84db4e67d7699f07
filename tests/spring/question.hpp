// A question of a test, as JSON, put to servers through the client library.
//
//   uris, application, profiles, label      whom to ask for what
//   username, password, media_type          how
//   connect_timeout_ms, request_timeout_ms, strict_uris (UriStrategy::connection_timeout_only)
//   cache                                   the directory of the local copy; without it there is
//   none whole                                   also the decoded answer reads: [["server.port",
//   "uint16"], ...] typed reads; the types are those of question.cpp
//
// Thread-safety: pure functions, but for what they ask.
#pragma once

#include <nlohmann/json.hpp>

#include "cairn/load_options.hpp"
#include "spring/said.hpp"

namespace cairn::testing {

[[nodiscard]] LoadOptions options_of(const nlohmann::json& question);
[[nodiscard]] Json answer_to(const nlohmann::json& question);

}  // namespace cairn::testing

// Encoding: answers of the service as messages of the contract, in bytes.
//
// An answer is encoded once for all who get it; what changes from one moment to the next (whether
// it is stale) is a field of its own, appended to the bytes, and a stream's envelope stands before
// them.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rpc/verdict.hpp"
#include "service/answer.hpp"
#include "service/config_service.hpp"

namespace cairn::rpc {

// A GetResponse, or with `file` a GetFileResponse, without `stale`. nullopt for an environment that
// is none: a bug elsewhere.
[[nodiscard]] std::optional<std::string> encode_answer(const service::Answer& answer, bool file);

// The same for who has that answer.
[[nodiscard]] std::string encode_not_modified(const service::Answer& answer, bool file);

// To be appended to the two above.
[[nodiscard]] std::string encode_stale(std::int64_t since, std::string_view reason, bool file);

// The bytes that make a WatchResponse of a message of that size when they stand before it.
[[nodiscard]] std::string watch_envelope(std::size_t message_bytes, bool file);

// A WatchResponse that says that what is watched cannot be read.
[[nodiscard]] std::string encode_failure(const Verdict& verdict);

[[nodiscard]] std::string encode_sources(const std::vector<service::RepositoryStatus>& sources);

}  // namespace cairn::rpc

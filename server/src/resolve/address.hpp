// Addresses of repositories with "{application}", "{profile}" and "{label}" in them.
//
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "cairn/result.hpp"
#include "catalog/layout.hpp"

namespace cairn::resolve {

// What the placeholders stand for. Each is put in as it is.
struct AddressValues {
  std::string_view application;
  std::string_view profile;
  std::string_view label;
};

[[nodiscard]] bool has_placeholders(std::string_view uri);

// The repository that an entry means. The same values give the same id and address, on every
// replica. Errors: invalid_argument for a placeholder in host or port, which would let a client
// choose the server; not_found where a value would lead elsewhere ("..", control characters).
[[nodiscard]] Result<catalog::RepositoryRef> repository_of(const catalog::GitEntry& entry,
                                                           const AddressValues& values);

}  // namespace cairn::resolve

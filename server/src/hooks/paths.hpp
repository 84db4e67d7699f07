// Which files a notification says have changed, by the rules of each host.
//
// Thread-safety: pure functions. Cost: one parse of the body.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cairn/result.hpp"
#include "hooks/notification.hpp"
#include "hooks/provider.hpp"

namespace cairn::hooks {

struct Changes {
  // In order, perhaps twice; nullopt for a null in the list. A host that does not tell is
  // "application.yml", which is about everybody.
  std::vector<std::optional<std::string>> paths;
  // Where the repository lies, as the notification writes it: whatever looks like an address.
  std::vector<std::string> addresses;
};

// Reads a JSON body for the hosts that are asked for. No paths: it is about no files.
// Errors: invalid_argument for a body that is no JSON object, or nests deeper than 1000, and for
// lists that hold something else than texts (where the reference fails with 500).
[[nodiscard]] Result<Changes> changes_of_json(const Notification& notification,
                                              const std::vector<Provider>& asked);

// Reads the `path` parameters of a form: those of the query, then those of the body. One alone may
// hold several, with commas between them.
// Errors: invalid_argument when there are none, or an escape is bad.
[[nodiscard]] Result<Changes> changes_of_form(const Notification& notification);

}  // namespace cairn::hooks

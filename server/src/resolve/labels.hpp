// Which label of a repository a query means (read-path.md 6.5).
//
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cairn/label.hpp"
#include "cairn/result.hpp"
#include "catalog/catalog.hpp"

namespace cairn::resolve {

struct ChosenLabel {
  std::string text;  // what "{label}" in search paths stands for
  source::Resolved resolved;
};

// The state that one label names. None is the default label, and so is "HEAD"; a default label
// "main" that does not exist is "master", if the settings say so. The repository has a snapshot.
// Errors: not_found, internal.
[[nodiscard]] Result<ChosenLabel> choose_label(const catalog::Repository& repository,
                                               const std::optional<Label>& label);

// The labels of a query one by one, in the order in which they are asked for.
[[nodiscard]] std::vector<std::optional<Label>> labels_of(const std::optional<Label>& label);

// Whether a configuration that cannot be loaded for this label is looked for at "master": the
// reference does so for "main", asked for or by default, whatever the reason.
[[nodiscard]] bool may_be_master(const catalog::RepositorySettings& settings,
                                 const std::optional<Label>& label);

// Whether that look is in vain, for which the reference answers that there is no such label.
// A store that cannot be read counts as not in vain.
[[nodiscard]] bool has_no_master(const catalog::Repository& repository,
                                 const std::optional<Label>& label);

// Since when the label is gone from its remote, in Unix seconds (0 if that is not known); nullopt
// while it is there.
[[nodiscard]] std::optional<std::int64_t> deleted_since(const source::Resolved& label);

}  // namespace cairn::resolve

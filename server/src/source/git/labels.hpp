// Labels: what this server knows of a remote's branches and tags, by full ref name.
//
// This map is the truth, not the refs of the mirror: `fix` and `fix/one` cannot both be refs, and a
// branch that was deleted goes on being served.
//
// Thread-safety: plain values; a published map never changes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "source/git/object_id.hpp"
#include "source/git/tree_size.hpp"

namespace cairn::source::git {

inline constexpr std::string_view branch_prefix = "refs/heads/";
inline constexpr std::string_view tag_prefix = "refs/tags/";

struct LabelState {
  ObjectId advertised;             // what the remote names: a commit, or an annotated tag
  std::optional<ObjectId> commit;  // what it leads to; none for a tag of a tree or a blob
  std::optional<ObjectId> first_published;
  std::optional<ObjectId> before_rewrite;  // published before the history was last rewritten
  std::optional<TreeSize> tree_size;       // of `commit`, where it was measured
  // What the remote names leads to this commit, which may not be served (check_tree), and why.
  std::optional<ObjectId> refused;
  std::string refused_why;
  bool deleted = false;         // gone from the remote, served as it was
  std::int64_t changed_at = 0;  // Unix seconds when the last of these changes was seen; 0: unknown

  friend bool operator==(const LabelState&, const LabelState&) = default;
};

using Labels = std::map<std::string, LabelState, std::less<>>;

// Whether `name` could follow "refs/heads/" or "refs/tags/" in a ref name ("git check-ref-format"),
// is UTF-8 and does not look like an option.
[[nodiscard]] bool is_legal_label(std::string_view name);

// The state that a label as people write it stands for: a branch, else a tag, else a longer form
// of either ("refs/heads/main", "origin/main", "tags/v1"). Null if there is none; it may have no
// commit if it has a refused one.
[[nodiscard]] const LabelState* find_label(const Labels& labels, std::string_view label);
// The same with the full name of the ref.
[[nodiscard]] const Labels::value_type* find_named(const Labels& labels, std::string_view label);

// The digits of the commit id in a label that is an id, the beginning of one, or what "git
// describe" prints ("v1.0-2-gbcee1a7"); nullopt for another label.
[[nodiscard]] std::optional<std::string> id_digits(std::string_view label);

// The shortest name under which find_label() finds this ref: "v1", or "refs/tags/v1" next to a
// branch "v1".
[[nodiscard]] std::string label_of(const Labels& labels, std::string_view ref);

}  // namespace cairn::source::git

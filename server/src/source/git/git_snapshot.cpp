// Labels and commit ids to trees.
#include "source/git/git_snapshot.hpp"

#include "source/git/git_tree.hpp"

namespace cairn::source::git {
namespace {

std::string hex_of(const std::optional<ObjectId>& id) {
  return id ? id->hex() : std::string();
}

Result<ObjectId> parse_id(std::string_view id) {
  const auto parsed = ObjectId::parse(id);
  if (!parsed) {
    return fail(ErrorCode::not_found, "'" + std::string(id) + "' is no commit id");
  }
  return *parsed;
}

}  // namespace

Result<Revision> GitSnapshot::revision_of(const ObjectId& commit) const {
  const auto found = store_->commit(commit);
  if (!found) {
    return fail(found.error());
  }
  return Revision{commit.hex(), std::make_shared<const GitTree>(store_, (*found)->tree)};
}

std::vector<Refused> GitSnapshot::refused() const {
  std::vector<Refused> all;
  for (const auto& [ref, state] : *labels_) {
    if (state.refused) {
      all.push_back({label_of(*labels_, ref), state.refused->hex(), state.refused_why});
    }
  }
  return all;
}

Result<Resolved> GitSnapshot::resolve(const Label& label) const {
  const std::string& name = label.text();
  if (const Labels::value_type* found = find_named(*labels_, name)) {
    const LabelState* state = &found->second;
    if (!state->commit) {
      return fail(ErrorCode::unavailable, "label '" + name +
                                              "' has no commit that may be served: " +
                                              state->refused->hex() + ": " + state->refused_why);
    }
    auto revision = revision_of(*state->commit);
    if (!revision) {
      return fail(std::move(revision).error(), "resolving label '" + name + "'");
    }
    Resolved resolved{
        *std::move(revision),          state->deleted,   false, hex_of(state->first_published),
        hex_of(state->before_rewrite), state->changed_at};
    if (state->refused) {
      resolved.refused = Refused{name, state->refused->hex(), state->refused_why};
    }
    resolved.ref = found->first;
    return resolved;
  }
  if (const auto digits = id_digits(name)) {
    const auto commit = store_->find_commit_by_prefix(*digits);
    if (!commit) {
      return fail(commit.error(), "resolving label '" + name + "'");
    }
    if (commit->has_value()) {
      auto revision = revision_of(**commit);
      if (!revision) {
        return fail(std::move(revision).error(), "resolving label '" + name + "'");
      }
      return Resolved{*std::move(revision), false, true, "", ""};
    }
  }
  return fail(ErrorCode::not_found, "no label '" + name + "'");
}

std::vector<ShownLabel> GitSnapshot::labels(std::size_t count_max) const {
  std::vector<ShownLabel> all;
  for (const auto& [ref, state] : *labels_) {
    if (all.size() == count_max) {
      break;
    }
    if (state.commit) {
      all.push_back({label_of(*labels_, ref), ref, state.commit->hex(), state.deleted});
    }
  }
  return all;
}

Result<Revision> GitSnapshot::revision(std::string_view id) const {
  const auto parsed = parse_id(id);
  if (!parsed) {
    return fail(parsed.error());
  }
  const auto commit = store_->find_commit(*parsed);
  if (!commit) {
    return fail(commit.error());
  }
  if (*commit != parsed.value()) {
    return fail(ErrorCode::not_found, "no commit " + std::string(id));
  }
  return revision_of(*parsed);
}

Result<bool> GitSnapshot::contains(std::string_view id, std::string_view ancestor) const {
  std::vector<ObjectId> commits;
  for (const std::string_view wanted : {id, ancestor}) {
    const auto parsed = parse_id(wanted);
    if (!parsed) {
      return false;
    }
    const auto commit = store_->find_commit(*parsed);
    if (!commit) {
      return fail(commit.error());
    }
    if (*commit != parsed.value()) {
      return false;
    }
    commits.push_back(*parsed);
  }
  return store_->contains(commits[0], commits[1]);
}

Result<std::optional<std::string>> GitSnapshot::first_parent(std::string_view id) const {
  const auto parsed = parse_id(id);
  if (!parsed) {
    return fail(ErrorCode::internal, parsed.error().message);
  }
  const auto commit = store_->commit(*parsed);
  if (!commit) {
    return fail(commit.error());
  }
  const auto& parent = (*commit)->first_parent;
  return parent ? std::optional(parent->hex()) : std::nullopt;
}

Result<std::int64_t> GitSnapshot::last_change(std::string_view id, std::string_view path) const {
  const auto parsed = parse_id(id);
  if (!parsed) {
    return fail(parsed.error());
  }
  return store_->last_change(*parsed, std::string(path), history_max_);
}

}  // namespace cairn::source::git

// How labels follow their remote: forward, over a rewritten history, and after a deletion.
#include "source/git/advance.hpp"

#include <utility>

namespace cairn::source::git {
namespace {

std::string hex_of(const std::optional<ObjectId>& id) {
  return id ? id->hex() : std::string();
}

// A commit is published only if it and its root directory are there. A directory that is there but
// malformed is the remote's fault, and told to whoever reads it.
Result<void> check_readable(const ObjectStore& store, const ObjectId& id) {
  const auto commit = store.commit(id);
  if (!commit) {
    return fail(commit.error());
  }
  const auto root = store.directory((*commit)->tree);
  if (!root && root.error().code != ErrorCode::failed_precondition) {
    return fail(root.error());
  }
  return {};
}

// False for what is not there, and for what only damage explains.
Result<bool> is_readable(const ObjectStore& store, const std::optional<ObjectId>& id) {
  if (!id) {
    return false;
  }
  const auto found = store.find_commit(*id);
  if (found && !found->has_value()) {
    return false;
  }
  auto checked = found ? check_readable(store, *id) : Result<void>(fail(found.error()));
  if (checked) {
    return true;
  }
  return store.damaged() ? Result<bool>(false) : fail(std::move(checked).error());
}

// The state of a label whose ref now names `advertised`.
Result<LabelState> follow(const LabelState* before, const ObjectId& advertised,
                          const ObjectStore& store, std::int64_t seen_at) {
  LabelState state;
  state.advertised = advertised;
  state.changed_at = seen_at;
  const auto commit = store.find_commit(advertised);
  if (!commit) {
    return fail(commit.error());
  }
  if (!commit->has_value()) {
    return state;
  }
  state.commit = *commit;
  if (auto checked = check_readable(store, **commit); !checked) {
    return fail(std::move(checked).error());
  }
  state.first_published = *commit;
  if (before == nullptr || !before->commit) {
    return state;
  }
  const auto forward = store.contains(**commit, *before->commit);
  if (!forward) {
    return fail(forward.error());
  }
  if (*forward) {
    state.first_published = before->first_published;
    state.before_rewrite = before->before_rewrite;
  } else {
    state.before_rewrite = before->commit;
  }
  return state;
}

bool is_branch(std::string_view ref) {
  return ref.substr(0, branch_prefix.size()) == branch_prefix;
}

void set_deleted(LabelState& state, bool deleted, std::int64_t seen_at) {
  if (state.deleted != deleted) {
    state.deleted = deleted;
    state.changed_at = seen_at;
  }
}

}  // namespace

Refs moved_refs(const Labels& before, const Refs& now) {
  Refs moved;
  for (const auto& [ref, id] : now) {
    const auto known = before.find(ref);
    if (known == before.end() || known->second.advertised != id) {
      moved.emplace(ref, id);
    }
  }
  return moved;
}

Result<Advance> advance(const Labels& before, const Refs& now, const ObjectStore& store,
                        const Pruning& pruning, std::int64_t seen_at) {
  Advance next;
  std::vector<std::pair<std::string, MovedLabel>> moved;  // by full ref name
  for (const auto& [ref, id] : now) {
    const auto found = before.find(ref);
    const LabelState* known = found != before.end() ? &found->second : nullptr;
    if (known != nullptr && known->advertised == id) {
      set_deleted(next.labels.emplace(ref, *known).first->second, false, seen_at);
      continue;
    }
    auto state = follow(known, id, store, seen_at);
    if (!state) {
      return fail(std::move(state).error(), "taking over '" + ref + "'");
    }
    const std::string was = known != nullptr ? hex_of(known->commit) : std::string();
    if (was != hex_of(state->commit)) {
      moved.emplace_back(ref, MovedLabel{"", was, hex_of(state->commit)});
    }
    next.labels.emplace(ref, *std::move(state));
  }
  for (const auto& [ref, state] : before) {
    if (now.find(ref) != now.end() || !state.commit) {
      continue;
    }
    if (pruning.branches && is_branch(ref) &&
        pruning.kept.count(ref.substr(branch_prefix.size())) == 0) {
      moved.emplace_back(ref, MovedLabel{"", state.commit->hex(), ""});
      continue;
    }
    set_deleted(next.labels.emplace(ref, state).first->second, is_branch(ref), seen_at);
  }
  for (auto& [ref, label] : moved) {
    label.label = label_of(next.labels, ref);
    next.moved.push_back(std::move(label));
  }
  return next;
}

Result<Labels> keep_readable(const Labels& labels, const ObjectStore& store) {
  Labels kept;
  for (const auto& [ref, state] : labels) {
    const auto commit = is_readable(store, state.commit);
    const auto rewritten = is_readable(store, state.before_rewrite);
    if (!commit || !rewritten) {
      return fail(!commit ? commit.error() : rewritten.error());
    }
    if (*commit || !state.commit) {
      LabelState& label = kept.emplace(ref, state).first->second;
      if (!*rewritten) {
        label.before_rewrite.reset();
      }
    }
  }
  return kept;
}

}  // namespace cairn::source::git

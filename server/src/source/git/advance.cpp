// How labels follow their remote: forward, over a rewritten history, and after a deletion.
#include "source/git/advance.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "source/git/tree_check.hpp"

namespace cairn::source::git {
namespace {

std::string hex_of(const std::optional<ObjectId>& id) {
  return id ? id->hex() : std::string();
}

// A commit is there if its root directory is. What is there but malformed is the remote's fault.
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

// Takes labels from what they were to what their refs name now.
class Follower {
 public:
  Follower(const ObjectStore& store, const TreeLimits& limits, std::int64_t seen_at)
      : store_(store), limits_(limits), seen_at_(seen_at) {}

  // The state of a label whose ref now names `advertised`.
  Result<LabelState> follow(const LabelState* before, const ObjectId& advertised);
  // A label that others may be measured by.
  void know(const LabelState& label) { last_ = measured(&label); }

 private:
  std::optional<MeasuredTree> measured(const LabelState* label) const;
  Result<TreeSize> check(const ObjectId& commit, const LabelState* before);
  LabelState refuse(const LabelState* before, const ObjectId& advertised, const ObjectId& commit,
                    const Error& reason) const;

  const ObjectStore& store_;
  const TreeLimits& limits_;
  const std::int64_t seen_at_;
  std::optional<MeasuredTree> last_;  // branches of one repository are much alike
};

std::optional<MeasuredTree> Follower::measured(const LabelState* label) const {
  if (label == nullptr || !label->commit || !label->tree_size) {
    return std::nullopt;
  }
  const auto commit = store_.commit(*label->commit);
  return commit ? std::optional(MeasuredTree{(*commit)->tree, *label->tree_size}) : std::nullopt;
}

Result<TreeSize> Follower::check(const ObjectId& id, const LabelState* before) {
  const auto commit = store_.commit(id);
  if (!commit) {
    return fail(commit.error());
  }
  auto base = measured(before);
  if (!base) {
    base = last_;
  }
  auto size = check_tree(store_, (*commit)->tree, base, limits_);
  if (!size && size.error().code == ErrorCode::internal && base) {
    // It may be what it is compared with that cannot be read.
    size = check_tree(store_, (*commit)->tree, std::nullopt, limits_);
  }
  if (size) {
    last_ = MeasuredTree{(*commit)->tree, *size};
  }
  return size;
}

LabelState Follower::refuse(const LabelState* before, const ObjectId& advertised,
                            const ObjectId& commit, const Error& reason) const {
  LabelState state = before == nullptr ? LabelState() : *before;
  if (state.refused != commit || state.deleted) {
    state.changed_at = seen_at_;
  }
  state.advertised = advertised;
  state.deleted = false;
  state.refused = commit;
  state.refused_why = reason.text();
  return state;
}

Result<LabelState> Follower::follow(const LabelState* before, const ObjectId& advertised) {
  LabelState state;
  state.advertised = advertised;
  state.changed_at = seen_at_;
  const auto commit = store_.find_commit(advertised);
  if (!commit) {
    return fail(commit.error());
  }
  if (!commit->has_value()) {
    // A tag may lead to a file. But what a fetch brought is there.
    const auto there = store_.has(advertised);
    if (!there || !*there) {
      return there ? fail(ErrorCode::internal, "object " + advertised.hex() + " did not arrive")
                   : fail(there.error());
    }
    return state;
  }
  auto size = check(**commit, before);
  if (!size) {
    return size.error().code == ErrorCode::failed_precondition
               ? Result<LabelState>(refuse(before, advertised, **commit, size.error()))
               : fail(std::move(size).error());
  }
  state.commit = *commit;
  state.tree_size = *size;
  state.first_published = *commit;
  if (before == nullptr || !before->commit) {
    return state;
  }
  const auto forward = store_.contains(**commit, *before->commit);
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
                        const AdvanceRules& rules, std::int64_t seen_at) {
  Advance next;
  Follower follower(store, rules.trees, seen_at);
  const auto measured = std::find_if(before.begin(), before.end(), [](const auto& label) {
    return label.second.commit && label.second.tree_size;
  });
  if (measured != before.end()) {
    follower.know(measured->second);
  }
  std::vector<std::pair<std::string, MovedLabel>> moved;  // by full ref name
  for (const auto& [ref, id] : now) {
    const auto found = before.find(ref);
    const LabelState* known = found != before.end() ? &found->second : nullptr;
    if (known != nullptr && known->advertised == id) {
      set_deleted(next.labels.emplace(ref, *known).first->second, false, seen_at);
      continue;
    }
    auto state = follower.follow(known, id);
    if (!state) {
      return fail(std::move(state).error(), "taking over '" + ref + "'");
    }
    const std::string was = known != nullptr ? hex_of(known->commit) : std::string();
    if (was != hex_of(state->commit)) {
      moved.emplace_back(ref, MovedLabel{"", was, hex_of(state->commit)});
    }
    const bool refused = state->refused && (known == nullptr || known->refused != state->refused);
    const LabelState& label = next.labels.emplace(ref, *std::move(state)).first->second;
    if (refused) {
      next.refused.push_back({ref, label.refused->hex(), label.refused_why});
    }
  }
  for (const auto& [ref, state] : before) {
    if (now.find(ref) != now.end() || !state.commit) {
      continue;
    }
    if (rules.pruning.branches && is_branch(ref) &&
        rules.pruning.kept.count(ref.substr(branch_prefix.size())) == 0) {
      moved.emplace_back(ref, MovedLabel{"", state.commit->hex(), ""});
      continue;
    }
    set_deleted(next.labels.emplace(ref, state).first->second, is_branch(ref), seen_at);
  }
  for (auto& [ref, label] : moved) {
    label.label = label_of(next.labels, ref);
    next.moved.push_back(std::move(label));
  }
  for (Refused& refused : next.refused) {
    refused.label = label_of(next.labels, refused.label);
  }
  return next;
}

Result<Labels> keep_readable(const Labels& labels, const ObjectStore& store) {
  Labels kept;
  for (const auto& [ref, state] : labels) {
    const auto commit = is_readable(store, state.commit);
    const auto rewritten = is_readable(store, state.before_rewrite);
    const auto refused = is_readable(store, state.refused);
    for (const auto* checked : {&commit, &rewritten, &refused}) {
      if (!*checked) {
        return fail(checked->error());
      }
    }
    if (*commit || !state.commit) {
      LabelState& label = kept.emplace(ref, state).first->second;
      if (!*rewritten) {
        label.before_rewrite.reset();
      }
      if (!*refused) {
        label.refused.reset();  // It comes again, if it is still what the remote names.
        label.refused_why.clear();
        label.advertised = label.commit.value_or(ObjectId());
      }
    }
  }
  return kept;
}

}  // namespace cairn::source::git

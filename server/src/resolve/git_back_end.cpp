// A Git back end: which of its repositories answers (the reference's
// MultipleJGitEnvironmentRepository).
#include <algorithm>
#include <iterator>
#include <utility>

#include "base/joined.hpp"
#include "resolve/address.hpp"
#include "resolve/back_end.hpp"
#include "resolve/labels.hpp"
#include "resolve/patterns.hpp"
#include "resolve/repository.hpp"

namespace cairn::resolve {
namespace {

using Parts = std::vector<LabelPart>;

// A repository that was reached, and what it gave.
struct Reached {
  catalog::RepositoryRef ref;
  const catalog::Repository* repository = nullptr;
  Parts parts;
};

Result<catalog::RepositoryRef> ref_of(const catalog::GitEntry& entry, const Query& query,
                                      std::string_view profile, std::string_view label) {
  return repository_of(entry, {query.application(), profile, label});
}

// The label asked for, else the default one. Errors: not_found for a default that is none.
Result<std::optional<Label>> label_or_default(const std::optional<Label>& label,
                                              const catalog::GitEntry& entry) {
  if (label) {
    return label;
  }
  auto own = Label::from_name(entry.settings.default_label);
  if (!own) {
    return fail(ErrorCode::not_found, "no such label: " + entry.settings.default_label);
  }
  return std::optional<Label>(*std::move(own));
}

// What keeps a repository that was chosen by its pattern from being passed over: one that cannot be
// read, or not yet, is not one that has nothing.
bool ends_the_search(const Error& error) {
  return error.code == ErrorCode::internal || error.code == ErrorCode::unavailable;
}

// What a query without a label means to one repository after the other.
enum class DefaultLabel {
  of_the_first,  // the default of the first one that is asked holds for all that follow
  of_each,
};

class GitWalk {
 public:
  GitWalk(Walk& walk, const catalog::GitBackEnd& back_end, const Query& query,
          const Options& options)
      : walk_(walk), back_end_(back_end), query_(query), options_(options) {}

  // The first repository chosen by its pattern that can answer; nullopt if none can.
  Result<std::optional<Reached>> by_pattern(std::optional<Label>& label, DefaultLabel rule);
  // The default repository's answer, at "master" where "main" fails.
  Result<Reached> by_default(const std::optional<Label>& label);

  Result<const catalog::Repository*> default_repository(const std::optional<Label>& label);

 private:
  // The repositories of an entry in the order in which they are tried: one for each profile, the
  // last first, where its address has placeholders.
  Result<std::vector<catalog::RepositoryRef>> refs_of(const catalog::GitEntry& entry,
                                                      const std::string& label) const;
  Result<Reached> ask(const catalog::RepositoryRef& ref, const std::optional<Label>& label);

  Walk& walk_;
  const catalog::GitBackEnd& back_end_;
  const Query& query_;
  const Options& options_;
};

Result<std::vector<catalog::RepositoryRef>> GitWalk::refs_of(const catalog::GitEntry& entry,
                                                             const std::string& label) const {
  std::vector<catalog::RepositoryRef> refs;
  if (!has_placeholders(entry.settings.uri)) {
    if (matches_whole(entry, query_)) {
      refs.push_back({entry.id, entry.id, entry.settings.uri});
    }
    return refs;
  }
  const std::vector<std::string> profiles = query_.profile_list();
  for (auto profile = profiles.rbegin(); profile != profiles.rend(); ++profile) {
    auto ref = ref_of(entry, query_, *profile, label);
    if (ref) {
      const auto same = [&](const auto& other) { return other.id == ref->id; };
      if (std::none_of(refs.begin(), refs.end(), same)) {
        refs.push_back(*std::move(ref));
      }
    } else if (ref.error().code != ErrorCode::not_found) {
      return fail(std::move(ref).error());
    }
  }
  return refs;
}

Result<Reached> GitWalk::ask(const catalog::RepositoryRef& ref, const std::optional<Label>& label) {
  auto repository = walk_.reach(ref);
  if (!repository) {
    return fail(std::move(repository).error());
  }
  auto parts =
      resolve_repository(**repository, *walk_.catalog().documents, {query_, label}, options_);
  if (!parts) {
    return fail(std::move(parts).error());
  }
  return Reached{ref, *repository, *std::move(parts)};
}

Result<std::optional<Reached>> GitWalk::by_pattern(std::optional<Label>& label, DefaultLabel rule) {
  for (const catalog::GitEntry& entry : back_end_.repos) {
    if (!is_candidate(entry, query_)) {
      continue;
    }
    const std::string own_label = label ? label->text() : entry.settings.default_label;
    const auto refs = refs_of(entry, own_label);
    if (!refs) {
      return fail(refs.error());
    }
    const auto chosen = label_or_default(label, entry);
    if (!chosen) {
      continue;
    }
    if (rule == DefaultLabel::of_the_first) {
      label = *chosen;
    }
    for (const catalog::RepositoryRef& ref : *refs) {
      auto reached = ask(ref, *chosen);
      if (reached) {
        return std::optional<Reached>(*std::move(reached));
      }
      if (ends_the_search(reached.error())) {
        return fail(std::move(reached).error());
      }
    }
  }
  return std::optional<Reached>();
}

Result<const catalog::Repository*> GitWalk::default_repository(const std::optional<Label>& label) {
  const catalog::GitEntry& entry = back_end_.fallback;
  const auto ref = ref_of(entry, query_, query_.profiles(),
                          label ? label->text() : entry.settings.default_label);
  if (!ref) {
    return fail(ref.error());
  }
  return walk_.reach(*ref);
}

Result<Reached> GitWalk::by_default(const std::optional<Label>& label) {
  const catalog::GitEntry& entry = back_end_.fallback;
  const std::string text = label ? label->text() : entry.settings.default_label;
  const auto ref = ref_of(entry, query_, query_.profiles(), text);
  if (!ref) {
    return fail(ref.error());
  }
  auto reached = ask(*ref, label);
  if (reached || ends_the_search(reached.error()) || !may_be_master(entry.settings, label)) {
    return reached;
  }
  const auto other = ref_of(entry, query_, query_.profiles(), "master");
  if (!other) {
    return fail(std::move(reached).error());
  }
  const catalog::Repository* at_main = walk_.catalog().find(ref->id);
  const bool readable = at_main != nullptr && at_main->snapshot != nullptr;
  if (!readable && other->id == ref->id) {
    return reached;
  }
  const auto repository = walk_.reach(*other);
  if (!repository) {
    return ends_the_search(repository.error()) ? fail(repository.error())
                                               : fail(std::move(reached).error());
  }
  auto parts =
      resolve_at_master(**repository, readable ? at_main : nullptr, *walk_.catalog().documents,
                        {query_, label}, std::move(reached).error(), options_);
  if (!parts) {
    return fail(std::move(parts).error());
  }
  return Reached{*other, *repository, *std::move(parts)};
}

BackEndPart part_of(Reached reached) {
  BackEndPart part;
  std::vector<std::string> versions;
  for (LabelPart& label : reached.parts) {
    part.revisions.push_back(label.revision.id);
    versions.push_back(source::version_of(label.revision));
    if (!part.label_deleted) {
      part.label_deleted = label.label_deleted;
    }
    if (!part.pin) {
      part.pin = label.pin;
    }
    part.own_file = part.own_file || label.own_file;
    if (!part.hold && label.hold) {
      part.hold = std::move(label.hold);
      part.hold->repository = reached.ref.id;
    }
  }
  // The label asked for last has the highest precedence.
  for (auto label = reached.parts.rbegin(); label != reached.parts.rend(); ++label) {
    std::move(label->sources.begin(), label->sources.end(), std::back_inserter(part.sources));
    std::move(label->applications.begin(), label->applications.end(),
              std::back_inserter(part.applications));
  }
  part.version = base::joined(versions, ",");
  part.state = "";
  part.basedirs.push_back(reached.repository->settings->shown_basedir);
  return part;
}

Result<FilePlace> place_in(const catalog::Repository& repository, const std::optional<Label>& label,
                           const Query& query) {
  auto chosen = choose_label(repository, label);
  if (!chosen) {
    return fail(std::move(chosen).error());
  }
  FilePlace place;
  place.repository = &repository;
  place.label_deleted = deleted_since(chosen->resolved);
  place.pin = chosen->resolved.pin;
  place.revision = std::move(chosen->resolved.revision);
  auto locations = search_locations(*place.revision.tree, repository.settings->search_paths, query,
                                    chosen->text);
  if (!locations) {
    return fail(std::move(locations).error());
  }
  place.locations = *std::move(locations);
  return place;
}

// Moves a place to the commit at which its query is held, if it is.
Result<FilePlace> moved_to(FilePlace place, const Query& query, Parts parts) {
  if (parts.size() != 1 || !parts.front().hold || parts.front().hold->at_master) {
    return place;
  }
  const catalog::RepositorySettings& settings = *place.repository->settings;
  LabelPart& part = parts.front();
  auto locations = search_locations(*part.revision.tree, settings.search_paths, query,
                                    query.label() ? query.label()->text() : settings.default_label);
  if (!locations) {
    return fail(std::move(locations).error());
  }
  place.locations = *std::move(locations);
  place.revision = std::move(part.revision);
  place.hold = std::move(part.hold);
  return place;
}

}  // namespace

Result<BackEndPart> resolve_git(Walk& walk, const catalog::GitBackEnd& back_end, const Query& query,
                                const Options& options) {
  GitWalk git(walk, back_end, query, options);
  std::optional<Label> label = query.label();
  auto chosen = git.by_pattern(label, DefaultLabel::of_the_first);
  if (!chosen) {
    return fail(std::move(chosen).error());
  }
  if (*chosen) {
    return part_of(**std::move(chosen));
  }
  auto reached = git.by_default(label);
  if (!reached) {
    return fail(std::move(reached).error());
  }
  return part_of(*std::move(reached));
}

Result<FilePlace> git_file_place(Walk& walk, const catalog::GitBackEnd& back_end,
                                 const Query& query, Held held, const Options& options) {
  GitWalk git(walk, back_end, query, options);
  std::optional<Label> label = query.label();
  auto chosen = git.by_pattern(label, DefaultLabel::of_each);
  if (!chosen) {
    return fail(std::move(chosen).error());
  }
  if (*chosen) {
    auto place = place_in(*(*chosen)->repository, label, query);
    if (place || ends_the_search(place.error())) {
      return place ? moved_to(*std::move(place), query, std::move((*chosen)->parts)) : place;
    }
  }
  const auto repository = git.default_repository(label);
  if (!repository) {
    return fail(repository.error());
  }
  auto place = place_in(**repository, label, query);
  if (!place || held == Held::no) {
    return place;
  }
  auto parts = resolve_repository(**repository, *walk.catalog().documents, {query, label}, options);
  return parts ? moved_to(*std::move(place), query, *std::move(parts)) : place;
}

}  // namespace cairn::resolve

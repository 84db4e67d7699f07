// Labels of one repository, each loaded and named.
#include "resolve/repository.hpp"

#include <utility>

#include "resolve/labels.hpp"
#include "resolve/loading.hpp"
#include "resolve/locations.hpp"
#include "resolve/names.hpp"

namespace cairn::resolve {
namespace {

Result<Documents> load_at(const source::Revision& revision,
                          const catalog::RepositorySettings& settings,
                          catalog::Documents& documents, const Query& query,
                          const std::string& label_text, const Options& options) {
  auto locations = search_locations(*revision.tree, settings.search_paths, query, label_text);
  if (!locations) {
    return fail(std::move(locations).error());
  }
  if (locations->empty()) {
    return Documents{};
  }
  LoadRequest request;
  request.config_names = query.config_names();
  request.profiles_text = query.profiles();
  request.profiles = query.profile_list();
  request.locations = *std::move(locations);
  request.cloud_platform = options.cloud_platform;
  return Loading(*revision.tree, documents, std::move(request)).load();
}

bool is_own(const LoadedDocument& document, const Query& query) {
  const std::string& name = document.resource.config_name;
  return !name.empty() && (name != "application" || query.application() == "application");
}

Result<LabelPart> resolve_label(const catalog::Repository& repository,
                                catalog::Documents& documents, const Query& query,
                                const std::optional<Label>& label, Qualifies qualifies,
                                const Options& options) {
  const catalog::RepositorySettings& settings = *repository.settings;
  auto chosen = choose_label(repository, label);
  if (!chosen) {
    return fail(std::move(chosen).error());
  }
  const auto load = [&](const source::Revision& revision) {
    return load_at(revision, settings, documents, query, chosen->text, options);
  };
  auto held =
      load_or_hold(*repository.snapshot, chosen->resolved, load, qualifies, options.hold_depth_max);
  if (!held) {
    return fail(std::move(held).error());
  }
  LabelPart part;
  part.label_deleted = deleted_since(chosen->resolved);
  part.pin = chosen->resolved.pin;
  part.revision = std::move(held->revision);
  part.hold = std::move(held->hold);
  for (const LoadedDocument& document : held->documents) {
    part.own_file = part.own_file || is_own(document, query);
    part.sources.push_back(
        {source_name(settings, document), document.resource.path, "", document.properties});
    part.applications.push_back(document.resource.application);
  }
  return part;
}

}  // namespace

Result<std::vector<LabelPart>> resolve_repository(const catalog::Repository& repository,
                                                  catalog::Documents& documents,
                                                  const LabelledQuery& asked,
                                                  const Options& options) {
  const std::vector<std::optional<Label>> labels = labels_of(asked.label);
  const bool skip_failures =
      labels.size() > 1 && repository.settings->continue_on_multiple_label_failure;
  const auto qualifies =
      labels.size() > 1 ? Qualifies::published : Qualifies::published_or_had_the_file;
  std::vector<LabelPart> parts;
  for (const std::optional<Label>& label : labels) {
    auto part = resolve_label(repository, documents, asked.query, label, qualifies, options);
    if (part) {
      parts.push_back(*std::move(part));
    } else if (!skip_failures || part.error().code == ErrorCode::internal) {
      return fail(std::move(part).error());
    }
  }
  return parts;
}

Result<std::vector<LabelPart>> resolve_at_master(const catalog::Repository& repository,
                                                 const catalog::Repository* main_repository,
                                                 catalog::Documents& documents,
                                                 const LabelledQuery& asked, Error why,
                                                 const Options& options) {
  const auto master = Label::from_name("master");
  if (!master) {
    return fail(master.error());
  }
  auto part = resolve_label(repository, documents, asked.query, *master,
                            Qualifies::published_or_had_the_file, options);
  const bool missing = why.code == ErrorCode::not_found;
  if (!part) {
    return fail(missing ? std::move(part).error() : std::move(why));
  }
  const auto main = !missing && main_repository != nullptr
                        ? choose_label(*main_repository, asked.label)
                        : Result<ChosenLabel>(fail(why));
  if (main && !part->hold) {
    part->hold = Hold{main->resolved.revision.id, std::move(why), main->resolved.changed_at, true};
  }
  std::vector<LabelPart> parts;
  parts.push_back(*std::move(part));
  return parts;
}

}  // namespace cairn::resolve

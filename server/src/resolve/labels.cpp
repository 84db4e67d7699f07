// Choosing a label.
#include "resolve/labels.hpp"

namespace cairn::resolve {
namespace {

Result<source::Resolved> resolve_name(const source::Snapshot& snapshot, const std::string& name) {
  auto label = Label::from_name(name);
  if (!label) {
    return fail(ErrorCode::not_found, "no such label: " + name);
  }
  return snapshot.resolve(*label);
}

}  // namespace

Result<ChosenLabel> choose_label(const catalog::Repository& repository,
                                 const std::optional<Label>& label) {
  const catalog::RepositorySettings& settings = *repository.settings;
  if (repository.snapshot == nullptr) {
    return fail(ErrorCode::not_found, "nothing was fetched yet from " + settings.uri);
  }
  const std::string text = label ? label->text() : settings.default_label;
  const std::string name = text == "HEAD" ? settings.default_label : text;
  auto resolved = resolve_name(*repository.snapshot, name);
  const bool may_be_master =
      name == "main" && settings.default_label == "main" && settings.try_master_branch;
  if (!resolved && resolved.error().code == ErrorCode::not_found && may_be_master) {
    resolved = resolve_name(*repository.snapshot, "master");
  }
  if (!resolved) {
    return fail(std::move(resolved).error());
  }
  return ChosenLabel{text, *std::move(resolved)};
}

std::vector<std::optional<Label>> labels_of(const std::optional<Label>& label) {
  if (!label) {
    return {std::nullopt};
  }
  const std::vector<Label> labels = label->split();
  return {labels.begin(), labels.end()};
}

std::optional<std::int64_t> deleted_since(const source::Resolved& label) {
  return label.deleted_upstream ? std::optional<std::int64_t>(label.changed_at) : std::nullopt;
}

}  // namespace cairn::resolve

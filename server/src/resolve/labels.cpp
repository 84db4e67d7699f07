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

std::string effective_name(const catalog::RepositorySettings& settings,
                           const std::optional<Label>& label) {
  const std::string text = label ? label->text() : settings.default_label;
  return text == "HEAD" ? settings.default_label : text;
}

}  // namespace

Result<ChosenLabel> choose_label(const catalog::Repository& repository,
                                 const std::optional<Label>& label) {
  const catalog::RepositorySettings& settings = *repository.settings;
  const std::string text = label ? label->text() : settings.default_label;
  const std::string name = effective_name(settings, label);
  auto resolved = resolve_name(*repository.snapshot, name);
  const bool is_default = name == settings.default_label;
  if (!resolved && resolved.error().code == ErrorCode::not_found && is_default &&
      may_be_master(settings, label)) {
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

bool may_be_master(const catalog::RepositorySettings& settings, const std::optional<Label>& label) {
  return settings.try_master_branch && effective_name(settings, label) == "main";
}

bool has_no_master(const catalog::Repository& repository, const std::optional<Label>& label) {
  if (repository.snapshot == nullptr || !may_be_master(*repository.settings, label)) {
    return false;
  }
  const auto master = resolve_name(*repository.snapshot, "master");
  return !master && master.error().code == ErrorCode::not_found;
}

std::optional<std::int64_t> deleted_since(const source::Resolved& label) {
  return label.deleted_upstream ? std::optional<std::int64_t>(label.changed_at) : std::nullopt;
}

}  // namespace cairn::resolve

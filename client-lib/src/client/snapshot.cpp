// See snapshot.hpp.
#include "client/snapshot.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "values/placeholders.hpp"
#include "values/value_text.hpp"

namespace cairn::detail {
namespace {

using client::Source;

}  // namespace

Snapshot::Snapshot(std::vector<client::SourceInput> inputs, RemoteState remote)
    : remote_(std::move(remote)) {
  sources_.reserve(inputs.size());
  for (client::SourceInput& input : inputs) {
    sources_.push_back(std::make_unique<Source>(std::move(input)));
  }
  add_rows();
  for (std::uint32_t i = 0; i < rows_.size(); ++i) {
    index_.add(rows_[i].name->canonical(), i);
  }
  index_.sort();
}

void Snapshot::add_rows() {
  std::unordered_set<std::string_view> seen;
  std::unordered_set<const Property*> named;  // variables that another source has a name for
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    if (sources_[s]->variables()) {
      continue;
    }
    for (std::size_t i = 0; i < sources_[s]->names().size(); ++i) {
      const values::RelaxedName& name = sources_[s]->names()[i];
      const std::string_view written = sources_[s]->properties()[i].key;
      for (const auto& source : sources_) {
        const Property* variable =
            source->variables() ? source->find(written, name.canonical()) : nullptr;
        if (variable != nullptr) {
          named.insert(variable);
        }
      }
      if (!name.canonical().empty() && seen.insert(name.canonical()).second) {
        const Found found = *find(written);
        rows_.push_back({&name, written, found.property, found.source, false});
      }
    }
  }
  for (std::size_t s = 0; s < sources_.size(); ++s) {
    for (std::size_t i = 0; sources_[s]->variables() && i < sources_[s]->names().size(); ++i) {
      const values::RelaxedName& name = sources_[s]->names()[i];
      const Property& property = sources_[s]->properties()[i];
      if (!name.canonical().empty() && named.count(&property) == 0 &&
          seen.insert(name.canonical()).second) {
        rows_.push_back({&name, name.canonical(), &property, s, true});
      }
    }
  }
}

std::optional<Snapshot::Found> Snapshot::find(std::string_view name, OnlySource only) const {
  const std::string canonical = values::canonical_name(name);
  for (std::size_t s = only.value_or(0); s < sources_.size(); ++s) {
    if (const Property* property = sources_[s]->find(name, canonical)) {
      return Found{property, s};
    }
    if (only) {
      break;
    }
  }
  return std::nullopt;
}

bool Snapshot::has_below(std::string_view name, OnlySource only) const {
  const std::string canonical = values::canonical_name(name);
  return only ? sources_[*only]->index().has_below(canonical) : index_.has_below(canonical);
}

std::vector<Snapshot::Row> Snapshot::below(std::string_view name, bool guessed,
                                           OnlySource only) const {
  const std::string canonical = values::canonical_name(name);
  std::vector<Row> rows;
  if (!only) {
    for (const std::uint32_t number : index_.below(canonical)) {
      if (guessed || !rows_[number].guessed) {
        rows.push_back(rows_[number]);
      }
    }
    return rows;
  }
  const Source& source = *sources_[*only];
  for (const std::uint32_t number : source.index().below(canonical)) {
    const values::RelaxedName& key = source.names()[number];
    const Property& property = source.properties()[number];
    const std::string_view written =
        source.variables() ? std::string_view(key.canonical()) : std::string_view(property.key);
    rows.push_back({&key, written, &property, *only, source.variables()});
  }
  return rows;
}

Result<std::string> Snapshot::resolve_text(std::string_view text) const {
  return values::resolve_own_value(
      text, [this](std::string_view key) -> std::optional<std::string> {
        const auto found = find(key);
        return found ? std::optional(values::value_text(found->property->value)) : std::nullopt;
      });
}

Result<Scalar> Snapshot::resolve(const Found& found, std::string_view name) const {
  const Source& source = *sources_[found.source];
  Scalar scalar{found.property->value, source.name(), source.origin(*found.property)};
  auto* text = std::get_if<std::string>(&scalar.value);
  if (text == nullptr || text->find("${") == std::string::npos) {
    return scalar;
  }
  auto resolved = resolve_text(*text);
  if (!resolved) {
    Error error = std::move(resolved).error();
    error.message.insert(0, std::string(name) + ": ");
    error.origin = scalar.origin;
    return fail(std::move(error));
  }
  *text = *std::move(resolved);
  return scalar;
}

}  // namespace cairn::detail

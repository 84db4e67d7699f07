// Config: a shared snapshot seen through a prefix.
#include "cairn/config.hpp"

#include <utility>

#include "client/assemble.hpp"
#include "client/snapshot.hpp"
#include "values/relaxed_name.hpp"

namespace cairn {
namespace {

using detail::Snapshot;

ValueOrigin origin_of(const Snapshot& snapshot, std::size_t source, const Property& property) {
  return {snapshot.sources()[source]->name(), snapshot.sources()[source]->origin(property)};
}

// What follows the first `depth` elements of a name.
std::string rest_of(const Snapshot::Row& row, std::size_t depth) {
  if (depth == 0) {
    return std::string(row.written);
  }
  std::string out;
  for (std::size_t i = depth; i < row.name->elements().size(); ++i) {
    const values::NameElement& element = row.name->elements()[i];
    if (element.index) {
      out.append("[").append(element.text).append("]");
    } else {
      out.append(out.empty() ? "" : ".").append(element.text);
    }
  }
  return out;
}

}  // namespace

Config::Config()
    : Config(std::make_shared<const Snapshot>(std::vector<client::SourceInput>()), "") {}

Config::Config(std::shared_ptr<const detail::Snapshot> snapshot, std::string prefix)
    : snapshot_(std::move(snapshot)), prefix_(std::move(prefix)) {}

Config Config::of(std::vector<PropertySource> sources) {
  std::vector<client::SourceInput> inputs;
  inputs.reserve(sources.size());
  for (PropertySource& source : sources) {
    inputs.push_back({std::move(source), client::SourceKind::file});
  }
  return client::config_of(std::move(inputs));
}

detail::Place Config::place(std::string_view key) const {
  return detail::Place(snapshot_, prefix_).child(key);
}

bool Config::contains(std::string_view key) const {
  const std::string name = place(key).name();
  return snapshot_->has_below(name) || snapshot_->find(name).has_value();
}

Config Config::at(std::string_view prefix) const {
  return Config(snapshot_, place(prefix).name());
}

std::optional<ValueOrigin> Config::origin(std::string_view key) const {
  const auto found = snapshot_->find(place(key).name());
  if (!found) {
    return std::nullopt;
  }
  return origin_of(*snapshot_, found->source, *found->property);
}

std::vector<std::string> Config::keys() const {
  const std::size_t depth = values::RelaxedName::parse(prefix_).elements().size();
  std::vector<std::string> keys;
  for (const Snapshot::Row& row : snapshot_->below(prefix_, false)) {
    keys.push_back(rest_of(row, depth));
  }
  return keys;
}

std::vector<Entry> Config::entries() const {
  const std::size_t depth = values::RelaxedName::parse(prefix_).elements().size();
  std::vector<Entry> entries;
  for (const Snapshot::Row& row : snapshot_->below(prefix_, false)) {
    entries.push_back({rest_of(row, depth), row.property->value,
                       origin_of(*snapshot_, row.source, *row.property)});
  }
  return entries;
}

std::vector<PropertySource> Config::sources() const {
  std::vector<PropertySource> sources;
  sources.reserve(snapshot_->sources().size());
  for (const auto& source : snapshot_->sources()) {
    sources.push_back(source->property_source());
  }
  return sources;
}

const RemoteState& Config::remote() const& {
  return snapshot_->remote();
}

RemoteState Config::remote() && {
  return snapshot_->remote();
}

}  // namespace cairn

namespace cairn::detail {

Place Access::place(const Config& config, std::string_view key) {
  return config.place(key);
}

Config Access::config(std::shared_ptr<const Snapshot> snapshot) {
  return Config(std::move(snapshot), "");
}

}  // namespace cairn::detail

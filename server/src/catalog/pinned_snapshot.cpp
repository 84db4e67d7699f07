// The pin, then what it leads to.
#include "catalog/pinned_snapshot.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cairn::catalog {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

source::Pins::const_iterator find_pin(const source::Pins& pins, std::string_view label) {
  return std::find_if(pins.begin(), pins.end(), [&](const auto& entry) {
    const std::string& ref = entry.first;  // "refs/heads/a": "heads/a" and "a" mean it too
    const std::size_t kind = ref.find('/', ref.find('/') + 1);
    return label == entry.second->label || label == ref ||
           (kind != std::string::npos && ends_with(ref, label) &&
            (label.size() == ref.size() - kind - 1 || label.size() == ref.size() - 5));
  });
}

Result<source::Resolved> PinnedSnapshot::resolve(const Label& label) const {
  auto resolved = below_->resolve(label);
  if (resolved && (resolved->exact || pins_.count(resolved->ref) == 0)) {
    return resolved;
  }
  const auto pin = resolved ? pins_.find(resolved->ref) : find_pin(pins_, label.text());
  if (pin == pins_.end()) {
    return resolved;
  }
  auto revision = below_->revision(pin->second->commit);
  if (!revision) {
    return fail(ErrorCode::internal, "'" + label.text() + "' is pinned to " + pin->second->commit +
                                         ", which cannot be read: " + revision.error().text());
  }
  source::Resolved pinned;
  pinned.revision = *std::move(revision);
  pinned.deleted_upstream = resolved && resolved->deleted_upstream;
  pinned.first_published = resolved ? resolved->first_published : std::string();
  pinned.changed_at = pinned.deleted_upstream ? resolved->changed_at : pin->second->since;
  pinned.ref = pin->first;
  pinned.pin = pin->second;
  return pinned;
}

}  // namespace cairn::catalog

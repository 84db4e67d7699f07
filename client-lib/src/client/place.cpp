// Place: names below a name, lists and maps by the rules of Spring's binder.
#include <charconv>
#include <utility>

#include "cairn/detail/reading.hpp"
#include "client/snapshot.hpp"
#include "values/relaxed_name.hpp"

namespace cairn::detail {
namespace {

using values::NameElement;
using values::RelaxedName;

std::string joined(std::string_view name, std::string_view key) {
  std::string out(name);
  if (!out.empty() && !key.empty() && key.front() != '[') {
    out += '.';
  }
  return out.append(key);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// How many elements of a longer name belong to the key of a map that `depth` elements name.
std::size_t key_end(const RelaxedName& name, std::size_t depth, MapKeys keys) {
  if (keys == MapKeys::first) {
    return depth + 1;
  }
  std::size_t end = depth;
  for (; end < name.elements().size(); ++end) {
    const NameElement& element = name.elements()[end];
    if (keys == MapKeys::no_index && end > depth && element.index && is_number(element.text)) {
      break;
    }
  }
  return end;
}

std::string item_name(const std::string& list, std::size_t index) {
  return list + '[' + std::to_string(index) + ']';
}

// Whether a text is one of 0, 1, ... below the limit.
bool is_index_below(std::string_view text, std::size_t limit) {
  std::size_t index = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), index);
  return problem == std::errc() && end == text.data() + text.size() && index < limit &&
         std::to_string(index) == text;
}

}  // namespace

Place::Place(std::shared_ptr<const Snapshot> snapshot, std::string name,
             std::optional<std::size_t> source)
    : snapshot_(std::move(snapshot)), name_(std::move(name)), source_(source) {}

Place Place::child(std::string_view key) const {
  return Place(snapshot_, joined(name_, key), source_);
}

Result<std::optional<Scalar>> Place::scalar() const {
  const auto found = snapshot_->find(name_, source_);
  if (!found) {
    return std::optional<Scalar>();
  }
  auto scalar = snapshot_->resolve(*found, name_);
  if (!scalar) {
    return fail(std::move(scalar).error());
  }
  return std::optional<Scalar>(*std::move(scalar));
}

Result<std::optional<ListAt>> Place::list() const {
  const RelaxedName name = RelaxedName::parse(name_);
  const auto& sources = snapshot_->sources();
  for (std::size_t s = source_.value_or(0); s < (source_ ? *source_ + 1 : sources.size()); ++s) {
    if (const Property* whole = sources[s]->find(name_, name.canonical())) {
      auto scalar = snapshot_->resolve({whole, s}, name_);
      if (!scalar) {
        return fail(std::move(scalar).error());
      }
      return std::optional<ListAt>(ListAt{s, *std::move(scalar), {}});
    }
    ListAt list{s, std::nullopt, {}};
    for (;;) {
      std::string item = item_name(name_, list.items.size());
      const std::string canonical = values::canonical_name(item);
      if (sources[s]->find(item, canonical) == nullptr &&
          !sources[s]->index().has_below(canonical)) {
        break;
      }
      list.items.emplace_back(snapshot_, std::move(item), s);
    }
    // A variable such as HOSTS_1 need not be meant as an element.
    const bool may_have_gap = !list.items.empty() || !sources[s]->variables();
    for (const std::uint32_t number : sources[s]->index().below(name.canonical())) {
      const NameElement& element = sources[s]->names()[number].elements()[name.elements().size()];
      if (may_have_gap && element.index && !is_index_below(element.text, list.items.size())) {
        const Property& property = sources[s]->properties()[number];
        return fail(ErrorCode::invalid_argument,
                    name_ + ": '" + property.key + "' follows no element " +
                        item_name(name_, list.items.size()),
                    sources[s]->origin(property));
      }
    }
    if (!list.items.empty()) {
      return std::optional<ListAt>(std::move(list));
    }
  }
  return std::optional<ListAt>();
}

std::vector<Member> Place::members(MapKeys keys) const {
  const std::size_t depth = RelaxedName::parse(name_).elements().size();
  std::vector<Member> members;
  std::set<std::string> seen;
  for (const Snapshot::Row& row : snapshot_->below(name_, !name_.empty(), source_)) {
    const RelaxedName& name = *row.name;
    const std::size_t end = key_end(name, depth, keys);
    std::string key;
    std::string below = name_;
    for (std::size_t i = depth; i < end; ++i) {
      const NameElement& element = name.elements()[i];
      key += i == depth ? "" : ".";
      key += name.map_key_at(i);
      below = joined(below, element.index ? "[" + element.text + "]" : element.text);
    }
    if (!key.empty() && seen.insert(values::canonical_name(below)).second) {
      members.push_back({std::move(key), Place(snapshot_, std::move(below), source_)});
    }
  }
  return members;
}

bool Place::has_below() const {
  return snapshot_->has_below(name_, source_);
}

Error Place::problem(const Scalar& scalar, const Error& error) const {
  std::string message = (name_.empty() ? std::string("the whole") : name_) + ": " + error.message;
  if (!scalar.source.empty() && scalar.source != scalar.origin.file) {
    message += " (in '" + scalar.source + "')";
  }
  return Error{error.code, std::move(message), scalar.origin};
}

Error Place::nothing() const {
  const auto found = snapshot_->find(name_, source_);
  if (found) {
    return Error{ErrorCode::not_found, name_ + ": an empty text is no value",
                 snapshot_->sources()[found->source]->origin(*found->property)};
  }
  std::string message = "no value for '" + name_ + "'";
  const auto below = snapshot_->below(name_, false, source_);
  if (!below.empty()) {
    message += ", only for names below it such as '" + std::string(below.front().written) + "'";
  }
  return Error{ErrorCode::not_found, std::move(message), {}};
}

}  // namespace cairn::detail

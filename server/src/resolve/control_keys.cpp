// Finding and binding of control keys (Spring Boot's Binder, as far as these keys need it).
#include "resolve/control_keys.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "values/java_trim.hpp"
#include "values/value_text.hpp"

namespace cairn::resolve {
namespace {

// Most keys are no control keys: this decides it without parsing their names.
bool may_be_control_key(std::string_view key) {
  constexpr std::string_view first = "spring.";
  if (!base::equals_ignoring_case(key.substr(0, first.size()), first)) {
    return false;
  }
  key.remove_prefix(first.size());
  for (const std::string_view second : {"config", "profiles", "main"}) {
    if (base::equals_ignoring_case(key.substr(0, second.size()), second)) {
      return true;
    }
  }
  return false;
}

Failure failed_at(Error error, Position at) {
  if (!error.origin.at.known()) {
    error.origin.at = at;
  }
  return fail(std::move(error));
}

Result<std::string> resolved(const Property& property, const ResolveText& resolve) {
  if (!std::holds_alternative<std::string>(property.value)) {
    return values::value_text(property.value);
  }
  auto text = resolve(std::get<std::string>(property.value));
  if (!text) {
    return failed_at(std::move(text).error(), property.at);
  }
  return text;
}

// Whether a text begins with "i]" for an i below the limit.
bool is_index_below(std::string_view text, std::size_t limit) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  const bool leading_zero = text.size() > 1 && text[0] == '0' && text[1] != ']';
  return error == std::errc() && end != text.data() + text.size() && *end == ']' && !leading_zero &&
         index < limit;
}

}  // namespace

ControlKeys::ControlKeys(const Properties& properties) {
  for (const Property& property : properties) {
    if (may_be_control_key(property.key)) {
      keys_.push_back({values::RelaxedName::parse(property.key), &property});
    }
  }
}

const Property* ControlKeys::find(std::string_view canonical) const {
  const auto key = std::find_if(keys_.begin(), keys_.end(), [&](const ControlKey& candidate) {
    return candidate.name.canonical() == canonical;
  });
  return key == keys_.end() ? nullptr : key->property;
}

Result<std::optional<std::string>> ControlKeys::text(std::string_view canonical,
                                                     const ResolveText& resolve) const {
  const Property* property = find(canonical);
  if (property == nullptr) {
    return std::optional<std::string>();
  }
  auto text = resolved(*property, resolve);
  if (!text) {
    return fail(std::move(text).error());
  }
  return std::optional<std::string>(*std::move(text));
}

Result<std::optional<ControlList>> ControlKeys::list(std::string_view canonical,
                                                     const ResolveText& resolve) const {
  const Property* property = find(canonical);
  if (property == nullptr) {
    return indexed_list(canonical, resolve);
  }
  auto text = resolved(*property, resolve);
  if (!text) {
    return fail(std::move(text).error());
  }
  ControlList list{{}, property->at};
  if (!text->empty()) {
    for (const std::string_view item : base::split(*text, ',')) {
      list.items.emplace_back(values::java_trimmed(item));
    }
  }
  return std::optional<ControlList>(std::move(list));
}

Result<std::optional<ControlList>> ControlKeys::indexed_list(std::string_view canonical,
                                                             const ResolveText& resolve) const {
  const std::string stem = std::string(canonical) + '[';
  const auto begins = [](const ControlKey& key, std::string_view start) {
    return key.name.canonical().compare(0, start.size(), start) == 0;
  };
  ControlList list;
  for (;;) {
    const Property* item = find(stem + std::to_string(list.items.size()) + ']');
    if (item == nullptr) {
      break;
    }
    auto text = resolved(*item, resolve);
    if (!text) {
      return fail(std::move(text).error());
    }
    if (list.items.empty()) {
      list.at = item->at;
    }
    list.items.push_back(*std::move(text));
  }
  for (const ControlKey& key : keys_) {
    if (begins(key, stem) &&
        !is_index_below(key.name.canonical().substr(stem.size()), list.items.size())) {
      return fail(ErrorCode::failed_precondition,
                  "'" + key.property->key + "' is no item of a list that begins at [0]",
                  {"", key.property->at});
    }
  }
  if (list.items.empty()) {
    return std::optional<ControlList>();
  }
  return std::optional<ControlList>(std::move(list));
}

}  // namespace cairn::resolve

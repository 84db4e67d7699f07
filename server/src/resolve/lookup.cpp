// Values over all documents that are loaded so far.
#include <algorithm>
#include <utility>

#include "resolve/loading.hpp"
#include "values/placeholders.hpp"
#include "values/value_text.hpp"

namespace cairn::resolve {
namespace {

const Property* property_named(const Properties& properties, std::string_view key) {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [&](const Property& property) { return property.key == key; });
  return found == properties.end() ? nullptr : &*found;
}

Failure inactive(const Contributor& document, const Property& property) {
  return fail(ErrorCode::failed_precondition,
              "'" + property.key + "' has no place in a document that is not active",
              {document.resource.path, property.at});
}

}  // namespace

ResolveText Loading::resolver(const Contributor* reader) {
  return [this, reader](const std::string& text) { return resolve_text(text, reader); };
}

Result<std::string> Loading::resolve_text(const std::string& text, const Contributor* reader) {
  std::optional<Error> failure;  // of a lookup; the first one counts
  values::PlaceholderResolver placeholders([&](std::string_view key) -> std::optional<std::string> {
    if (failure) {
      return std::nullopt;
    }
    auto value = look_up(key, reader);
    if (!value) {
      failure = std::move(value).error();
      return std::nullopt;
    }
    return *std::move(value);
  });
  auto resolved = placeholders.resolve_text(text);
  if (failure) {
    return fail(*std::move(failure));
  }
  if (!resolved) {
    // What is wrong is the file, not the request.
    return fail(ErrorCode::failed_precondition, std::move(resolved).error().message);
  }
  return resolved;
}

// A value in an inactive document is an error, even where a document above has the key too: which
// of them counts would depend on itself.
Result<std::optional<std::string>> Loading::look_up(std::string_view key,
                                                    const Contributor* reader) {
  std::optional<std::string> value;
  for (Contributor* contributor : in_order()) {
    const Property* property = property_named(*contributor->properties, key);
    if (property == nullptr) {
      continue;
    }
    if (contributor != reader) {
      const auto active = is_active(*contributor);
      if (!active) {
        return fail(active.error());
      }
      if (!*active) {
        return inactive(*contributor, *property);
      }
    }
    if (!value) {
      value = values::value_text(property->value);
    }
  }
  return value;
}

Result<std::optional<std::string>> Loading::bound_text(std::string_view canonical) {
  std::optional<std::string> value;
  for (const Contributor* contributor : in_order()) {
    auto text = contributor->keys.text(canonical, resolver(nullptr));
    if (!text) {
      return fail_in_file(std::move(text).error(), contributor->resource.path);
    }
    if (*text) {
      value = *std::move(text);
      break;
    }
  }
  if (!value) {
    return value;
  }
  for (Contributor* contributor : in_order()) {
    const Property* property = contributor->keys.find(canonical);
    if (property == nullptr) {
      continue;
    }
    const auto active = is_active(*contributor);
    if (!active) {
      return fail(active.error());
    }
    if (!*active) {
      return inactive(*contributor, *property);
    }
  }
  return value;
}

Result<std::optional<ControlList>> Loading::bound_list(std::string_view canonical) {
  for (const Contributor* contributor : in_order()) {
    auto list = contributor->keys.list(canonical, resolver(nullptr));
    if (!list) {
      return fail_in_file(std::move(list).error(), contributor->resource.path);
    }
    if (*list) {
      return list;
    }
  }
  return std::optional<ControlList>();
}

}  // namespace cairn::resolve

// See trace_parent.hpp.
#include "http/trace_parent.hpp"

#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace cairn::http {

TraceParent trace_of(const std::vector<Field>* fields) {
  constexpr std::string_view name = "traceparent";
  const Field* found = nullptr;
  for (std::size_t i = 0; fields != nullptr && i < fields->size(); ++i) {
    const Field& field = (*fields)[i];
    if (field.name.size() == name.size() && base::equals_ignoring_case(field.name, name)) {
      if (found != nullptr) {
        return {};
      }
      found = &field;
    }
  }
  return found == nullptr ? TraceParent() : TraceParent::parse(found->value);
}

}  // namespace cairn::http

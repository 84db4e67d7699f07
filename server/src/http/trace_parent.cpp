// "00-<32 digits>-<16 digits>-<2 digits>"; later versions may go on behind that.
#include "http/trace_parent.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace cairn::http {
namespace {

constexpr std::string_view name = "traceparent";
constexpr std::size_t version_0_length = 55;

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
  return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

TraceParent TraceParent::parse(std::string_view value) {
  TraceParent made;
  if (value.size() < version_0_length || value[2] != '-' || value[35] != '-' || value[52] != '-') {
    return made;
  }
  const std::string_view version = value.substr(0, 2);
  const std::string_view trace = value.substr(3, trace_digits);
  const std::string_view span = value.substr(36, span_digits);
  const bool ends =
      value.size() == version_0_length || (version != "00" && value[version_0_length] == '-');
  if (!ends || !is_hex(version) || version == "ff" || !is_hex(trace) || is_zero(trace) ||
      !is_hex(span) || is_zero(span) || !is_hex(value.substr(53, 2))) {
    return made;
  }
  made.known_ = true;
  std::copy(span.begin(), span.end(), std::copy(trace.begin(), trace.end(), made.digits_.begin()));
  return made;
}

TraceParent TraceParent::of(const std::vector<Field>* fields) {
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
  return found == nullptr ? TraceParent() : parse(found->value);
}

}  // namespace cairn::http

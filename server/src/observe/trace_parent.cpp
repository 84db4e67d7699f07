// "00-<32 digits>-<16 digits>-<2 digits>"; later versions may go on behind that.
#include "observe/trace_parent.hpp"

#include <algorithm>

namespace cairn::observe {
namespace {

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

}  // namespace cairn::observe

// TraceParent: the trace that a request says it belongs to (W3C Trace Context, "traceparent"), for
// the log and nothing else: it is a client's word, and decides about nothing.
//
// Thread-safety: plain values and a pure function.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cairn::observe {

class TraceParent {
 public:
  // None.
  TraceParent() = default;
  // Of a field's value; none for one that is not exactly as the recommendation has it: of a version
  // that is not known yet as much as is known.
  [[nodiscard]] static TraceParent parse(std::string_view value);

  // 32 and 16 hexadecimal digits; "" for none.
  [[nodiscard]] std::string_view trace_id() const { return digits(0, trace_digits); }
  [[nodiscard]] std::string_view span_id() const { return digits(trace_digits, span_digits); }

 private:
  static constexpr std::size_t trace_digits = 32;
  static constexpr std::size_t span_digits = 16;

  [[nodiscard]] std::string_view digits(std::size_t from, std::size_t count) const {
    return known_ ? std::string_view(digits_.data() + from, count) : std::string_view();
  }

  bool known_ = false;
  std::array<char, trace_digits + span_digits> digits_{};
};

}  // namespace cairn::observe
